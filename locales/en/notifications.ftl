# What the shop tells people by itself.
notice-being-prepared =
    ✅ <b>{ $kind ->
        [trial] Your free trial has started.
       *[paid] All set, your payment is in.
    }</b>

    Access is still being prepared: the server is slower than usual. The key will come here by itself, nothing to do.
notice-access-ready =
    🎉 <b>Your VPN is ready!</b>

    Subscription link (for the app):
    <code>{ $link }</code>

    Or a single key:
    <code>{ $single }</code>

    Copy the link or scan the QR code in the app. Works until { $expires_at }.
notice-access-ready-link =
    🎉 <b>Your VPN is ready!</b>

    Subscription link (for the app):
    <code>{ $link }</code>

    Copy the link or scan the QR code in the app. Works until { $expires_at }.
notice-renewed = ✅ Your subscription now runs until { $expires_at }. Paid { $price_kopeks }. Your link stays the same.
notice-autopay-done = 🔄 Autopay: your subscription now runs until { $expires_at }, { $price_kopeks } was taken from the balance.
notice-extended-days = 🎁 You were given { $days ->
    [one] { $days } day
   *[other] { $days } days
}. Your subscription runs until { $expires_at }.
notice-extended-traffic = 🎁 You were given { $traffic_bytes } of traffic.
notice-expiring = ⏳ Your subscription ends in { $days ->
    [one] { $days } day
   *[other] { $days } days
} — { $expires_at }. { $autopay ->
    [on] Autopay is on: check that there is enough money on the balance.
   *[off] Renew now — days are added to the end, and unused traffic is kept.
}
notice-expired = 🔒 Your subscription has ended and the VPN is off. Renew it and the same link works again.
notice-suspended-traffic = 📦 Your traffic is used up and the VPN is paused. Renew and the same link works at once.
notice-suspended-operator = ⛔ Your subscription is paused. If this is a mistake, write to support.
notice-resumed = ✅ Your subscription works again, until { $expires_at }. The same link works.
notice-autopay-failed = ⚠️ Autopay did not work: the tariff “{ $tariff }” needs { $required_kopeks }. Top up before { $expires_at } and we will try again.
notice-method-saved = 💳 { $method } is remembered. When the balance is short, we renew your subscription with it, and write a day before. You can forget it at any time: My subscription → Autopay.
notice-charge-ahead = ⏰ Soon we renew your subscription, which runs until { $expires_at }. The balance is { $amount_kopeks } short: we will take that from { $method }. If you do not want it, top up the balance or switch autopay off.
notice-charge-refused-gone = ⚠️ { $method } can no longer be charged, and we have forgotten it. Your subscription runs until { $expires_at }: top up the balance by { $amount_kopeks } to renew it.
notice-charge-refused-short = ⚠️ There is too little money on { $method } for { $amount_kopeks }. We will try again before { $expires_at }, or top up the balance.
notice-charge-refused-other = ⚠️ { $amount_kopeks } could not be taken from { $method }. Your subscription runs until { $expires_at }: we will try again, or top up the balance.
notice-topped-up = ✅ { $amount_kopeks } was added to your balance. You now have { $balance_kopeks }.
notice-payment-in-review =
    🔎 For payment no. { $number } we have received { $currency ->
        [RUB] { $came_kopeks }
       *[other] { $came } { $currency } (smallest units)
    } instead of { $asked_currency ->
        [RUB] { $asked_kopeks }
        [XTR] { $asked } ⭐
       *[other] { $asked } { $asked_currency }
    }. The shop has the money, and nothing is on your balance yet: somebody will look at the payment. The answer comes here; if there is none within a day, write to support.
notice-payment-dismissed =
    ✖️ Payment no. { $number } is not credited. We have received { $currency ->
        [RUB] { $came_kopeks }
       *[other] { $came } { $currency } (smallest units)
    }. Write to support if you do not agree, and name the payment's number.
notice-left-on-balance = ℹ️ Your payment came, but what you chose could not be bought any more. All the money — { $amount_kopeks } — is on your balance.
notice-refunded = ↩️ Your payment of { $amount_kopeks } was refunded.
notice-granted = 🎁 { $amount_kopeks } was added to your balance.
notice-taken = ℹ️ { $amount_kopeks } was taken from your balance.
notice-referral-reward = 🤝 A friend of yours has paid — you get { $amount_kopeks } on your balance.
notice-link-reissued =
    🔁 <b>Your new link is ready.</b> The old one no longer works — update it in the app:
    <code>{ $link }</code>
notice-ticket-answer =
    💬 <b>Support has answered request no. { $number }</b>

    { $text }
notice-ticket-closed = ✅ Request no. { $number } is closed. If you have more questions, make a new one.
notice-staff-ticket =
    🆘 <b>Request no. { $number }</b> from { $name } (id { $user })

    { $text }

    <i>Reply to this message and the customer gets your answer.</i>
notice-payment-doubted =
    🔎 Payment no. { $number } waits for your decision, nothing is credited: { $reason }. { $worth ->
        [yes] If you accept it, { $credit_kopeks } goes to the balance.
       *[no] It cannot be accepted: no money came of it, or another currency.
    }

    Provider { $provider }, its number there { $external }, customer { $user }.
notice-payment-reversed =
    🚨 { $provider } took payment no. { $number } back, { $amount_kopeks }. The balance of customer { $user } is { $balance_kopeks } now.

    Its number there is { $external }. Below zero, new payments by this provider and charges of saved cards are refused. Decide whether the subscription goes on.
notice-vendor-silent = 🔌 { $provider } has not answered for more than five minutes ({ $text }), calls without an answer: { $number }. No new payments can be opened there; those made are credited when it answers. Nothing has to be done; if it lasts, look at its site and at this machine's network.
notice-vendor-answers = ✅ { $provider } answers again. It was silent for { $minutes } min, calls without an answer: { $number }. Payments that wait are being looked at.
notice-payments-troubled =
    { $trouble ->
        [forged] 🛡 Webhooks of { $provider } were refused, { $number } since the last notice: { $text }. If customers’ payments are late, check the provider’s keys in the settings; otherwise somebody is only trying.
        [unmatched] 🔎 { $provider } told of payments that are not in the shop, { $number } since the last notice: { $text }. Look them up in the provider’s cabinet.
        [unbookable] 🔎 { $provider } lists a payment that cannot be booked: { $text }. Look it up in the provider’s cabinet and in the log.
       *[difference] 🔎 The shop has booked a payment that { $provider } does not confirm: { $text }. Nothing was changed. Compare it with the provider’s cabinet.
    }
notice-panel-trouble = 🚨 The server { $server } does not work as it should: { $text }. Sales go on and wait for it; check it with vitrina admin check-server.
notice-panel-recovered = ✅ The server { $server } works again. Everything that has waited for it follows now.
notice-backup = 🗄 Backup { $name }, encrypted with BACKUP_PASSWORD. Keep the password elsewhere: without it the file is worthless.
notice-backup-too-large = 🗄 Backup { $name } is ready but not sent: it has { $megabytes } MB, and Telegram takes { $limit } MB from a bot. It is in { $directory } on the server; copy it from there.
notice-backup-failed = 🚨 The scheduled backup was not made. { $text } It is tried again every hour.
broadcast-running = 📣 Broadcast running: { $percent } %. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-finished = ✅ Broadcast finished. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-cancelled = ⏹ Broadcast stopped. Delivered { $sent } of { $total }, not delivered { $failed }.
