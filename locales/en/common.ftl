# Words that bot, letters and web surfaces share.
button-my-subscription = 🔑 My subscription
button-connect = 📲 How to connect
button-copy-link = 📋 Copy the link
button-autopay = 🔄 Autopay
button-renew = 🔄 Renew
button-buy = 🛒 Buy
button-top-up = ➕ Top up
button-balance = 💰 Balance
button-support = 💬 Support
button-open-ticket = 💬 Open the request
button-open-payment = 💳 Open the payment
button-stop = ⏹ Stop
invoice-top-up-title = Top-up for { $shop }
invoice-top-up-description = { $amount_kopeks } will be added to your balance
invoice-tariff-title = { $tariff }
invoice-tariff-description = { $tariff }: { $days ->
    [one] { $days } day
   *[other] { $days } days
} of access. The key comes right after the payment.
