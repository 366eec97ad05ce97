# Words that bot, letters and web surfaces share.
button-my-subscription = 🔑 Моя подписка
button-connect = 📲 Как подключиться
button-copy-link = 📋 Скопировать ссылку
button-autopay = 🔄 Автопродление
button-renew = 🔄 Продлить
button-buy = 🛒 Купить
button-top-up = ➕ Пополнить баланс
button-balance = 💰 Баланс
button-support = 💬 Поддержка
button-open-ticket = 💬 Открыть обращение
button-open-payment = 💳 Открыть платёж
button-stop = ⏹ Остановить
invoice-top-up-title = Пополнение { $shop }
invoice-top-up-description = На ваш баланс придёт { $amount_kopeks }
invoice-tariff-title = { $tariff }
invoice-tariff-description = { $tariff }: { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
} доступа. Ключ придёт сразу после оплаты.
