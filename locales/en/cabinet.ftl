# Web cabinet: what the API says in the person's language.

# History of the balance.
cabinet-entry-top-up = Top-up
cabinet-entry-purchase = Subscription “{ $name }”
cabinet-entry-renewal = Renewal of “{ $name }”
cabinet-entry-refund = Refund
cabinet-entry-grant = From support
cabinet-entry-promocode = Promocode { $name }
cabinet-entry-campaign = Welcome gift
cabinet-entry-referral-reward = Reward for a friend
cabinet-entry-referral-clawback = A friend's refund

# Ways to pay.
cabinet-method-telegram-stars = Telegram Stars
cabinet-about-telegram-stars = By Stars, inside Telegram
cabinet-method-yookassa-sbp = YooKassa SBP
cabinet-about-yookassa-sbp = From a bank's app by the Faster Payments System
cabinet-method-yookassa-card = YooKassa card
cabinet-about-yookassa-card = By bank card
cabinet-method-cryptobot = CryptoBot
cabinet-about-cryptobot = By cryptocurrency, inside Telegram
cabinet-method-tribute = Tribute
cabinet-about-tribute = By card through Tribute
cabinet-method-heleket = Heleket
cabinet-about-heleket = By cryptocurrency
cabinet-method-mulenpay-sbp = MulenPay SBP
cabinet-about-mulenpay-sbp = From a bank's app by the Faster Payments System
cabinet-method-mulenpay-card = MulenPay card
cabinet-about-mulenpay-card = By bank card
cabinet-method-platega = Platega
cabinet-about-platega = By card or by SBP
cabinet-about-other = By { $name }

# What has become of a payment.
cabinet-payment-pending = The money has not come yet. Look again in a minute.
cabinet-payment-failed = The payment has failed. Make a new invoice.
cabinet-payment-expired = The invoice is too old. Make a new one.
cabinet-payment-refunded = The money of this payment has been given back.

# Promocodes.
cabinet-promocode =
    The promocode works! { $kind ->
        [balance] { $amount_kopeks } added to your balance.
        [days] { $days ->
            [one] Your subscription is { $days } day longer.
           *[other] Your subscription is { $days } days longer.
        }
        [discount] Your next purchase is { $percent }% cheaper.
        [tariff] You have got the tariff “{ $name }”.
       *[traffic] { $gigabytes } GB added.
    }
