# Web-cabinet: what the API says in the person's language.

# History of the balance.
cabinet-entry-top-up = Пополнение баланса
cabinet-entry-purchase = Покупка подписки «{ $name }»
cabinet-entry-renewal = Продление подписки «{ $name }»
cabinet-entry-refund = Возврат
cabinet-entry-grant = От поддержки
cabinet-entry-promocode = Промокод { $name }
cabinet-entry-campaign = Приветственный бонус
cabinet-entry-referral-reward = Вознаграждение за друга
cabinet-entry-referral-clawback = Возврат платежа друга

# Ways to pay.
cabinet-method-telegram-stars = Telegram Stars
cabinet-about-telegram-stars = Оплата звёздами внутри Telegram
cabinet-method-yookassa-sbp = ЮKassa СБП
cabinet-about-yookassa-sbp = Оплата через Систему быстрых платежей
cabinet-method-yookassa-card = ЮKassa карты
cabinet-about-yookassa-card = Оплата банковской картой
cabinet-method-cryptobot = CryptoBot
cabinet-about-cryptobot = Оплата криптовалютой внутри Telegram
cabinet-method-tribute = Tribute
cabinet-about-tribute = Оплата картой через Tribute
cabinet-method-heleket = Heleket
cabinet-about-heleket = Оплата криптовалютой
cabinet-method-mulenpay-sbp = MulenPay СБП
cabinet-about-mulenpay-sbp = Оплата через Систему быстрых платежей
cabinet-method-mulenpay-card = MulenPay карты
cabinet-about-mulenpay-card = Оплата банковской картой
cabinet-method-platega = Platega
cabinet-about-platega = Оплата картой или через СБП
cabinet-about-other = Оплата через { $name }

# What has become of a payment.
cabinet-payment-pending = Оплата ещё не пришла. Проверьте через минуту.
cabinet-payment-failed = Оплата не прошла. Выставьте новый счёт.
cabinet-payment-expired = Срок счёта вышел. Выставьте новый.
cabinet-payment-refunded = Деньги за этот платёж возвращены.

# Promocodes.
cabinet-promocode =
    Промокод успешно активирован! { $kind ->
        [balance] Начислено { $amount_kopeks }.
        [days] { $days ->
            [one] Подписка продлена на { $days } день.
            [few] Подписка продлена на { $days } дня.
           *[other] Подписка продлена на { $days } дней.
        }
        [discount] Следующая покупка будет на { $percent }% дешевле.
        [tariff] Вам подключён тариф «{ $name }».
       *[traffic] Добавлено { $gigabytes } ГБ.
    }
