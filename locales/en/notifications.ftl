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
notice-autopay-failed = ⚠️ Autopay did not work: the tariff “{ $tariff }” needs { $required_kopeks }. Top up before { $expires_at } and we will try again.
notice-topped-up = ✅ { $amount_kopeks } was added to your balance. You now have { $balance_kopeks }.
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
    🔎 Payment no. { $number } waits for your decision, nothing is credited: { $reason }.

    Provider { $provider }, its number there { $external }, customer { $user }.
notice-panel-trouble = 🚨 The server { $server } refuses access to a customer: { $text }. Check its settings with vitrina doctor.
broadcast-running = 📣 Broadcast running: { $percent } %. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-finished = ✅ Broadcast finished. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-cancelled = ⏹ Broadcast stopped. Delivered { $sent } of { $total }, not delivered { $failed }.
