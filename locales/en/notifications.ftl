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
}. { $state ->
    [traffic] Your subscription now lasts until { $expires_at }, but its traffic is used up. Renew it and the VPN works at once.
    [operator] Your subscription now lasts until { $expires_at }, but support has paused it. Write there to have the VPN back.
   *[works] Your subscription runs until { $expires_at }.
}
notice-extended-days-traffic = 🎁 You were given { $days ->
    [one] { $days } day
   *[other] { $days } days
} and { $traffic_bytes } of traffic. { $state ->
    [traffic] Your subscription now lasts until { $expires_at }, but its traffic is used up. Renew it and the VPN works at once.
    [operator] Your subscription now lasts until { $expires_at }, but support has paused it. Write there to have the VPN back.
   *[works] Your subscription runs until { $expires_at }.
}
notice-extended-traffic = 🎁 You were given { $traffic_bytes } of traffic.
notice-expiring = ⏳ Your subscription ends in { $days ->
    [one] { $days } day
   *[other] { $days } days
} — { $expires_at }. { $autopay ->
    [on] Autopay is on: check that there is enough money on the balance.
   *[off] Renew now — days are added to the end, and unused traffic is kept.
}
notice-expired = 🔒 Your subscription has ended and the VPN is off. Renew it and the same link works again.
notice-reopened = ✅ We were wrong: your subscription has not ended and works again, until { $expires_at }. The clock of the server had run ahead. The same link works, and there is nothing to do.
notice-suspended-traffic = 📦 Your traffic is used up and the VPN is paused. Renew and the same link works at once.
notice-suspended-operator = ⛔ Your subscription is paused. If this is a mistake, write to support.
notice-resumed = ✅ Your subscription works again, until { $expires_at }. The same link works.
notice-autopay-failed = ⚠️ Autopay did not work{ $reason ->
    [insufficient-balance] : the tariff “{ $tariff }” needs { $required_kopeks }. Top up before { $expires_at } and we will try again.
    [other-terms-running] , and nothing was charged: the tariff “{ $tariff }” has changed, and your subscription still runs on the terms you bought. The tariff as it is now can be bought from { $from_date }.
    [terms-changed] , and nothing was charged: the tariff “{ $tariff }” has changed. Your subscription runs until { $expires_at }: look at the tariff, and renew yourself if it suits you.
    [subscription-paused] , and nothing was charged: support has paused your subscription. It lasts until { $expires_at }. Write to support: { $contact }.
    [nothing-to-deliver] , and nothing was charged: no server is free for the tariff “{ $tariff }” right now. Your subscription runs until { $expires_at }: we will try again, or choose another tariff.
   *[other] , and nothing was charged: the tariff “{ $tariff }” is not sold now. Your subscription runs until { $expires_at }: choose another tariff.
}
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
notice-left-on-balance = ℹ️ Your payment came, but what you chose could not be bought any more. { $reason ->
    [other-terms-running] You have a paid subscription on other terms, and we leave it as it is: this tariff can be bought from { $from_date }.
    [subscription-paused] Support has paused your subscription. Write there: { $contact }.
    [insufficient-balance] Less came than was needed.
    [nothing-to-deliver] No server is free for this tariff right now: buy it later, or choose another one.
    [server-unavailable] The server you chose is not available now: choose another one.
    [renewal-unavailable] The subscription has been renewed already.
    [price-changed] The discount of this invoice has been used already.
    [blocked] Your account is closed: if this is a mistake, write to support.
    [tariff-not-found] This tariff is gone: choose another one.
    [tariff-unavailable] This tariff is no longer sold: choose another one.
   *[other] If it happens again, write to support.
} All the money — { $amount_kopeks } — is on your balance.
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
notice-panel-trouble =
    { $what ->
        [keys] 🚨 The panel of the server { $server } does not take keys: { $text }. Customers have paid and wait; mend the reason in the panel or in its settings, and check the server with vitrina admin check-server { $id }. The shop tries again by itself.
        [token] ⏳ The API token that the shop uses on the server { $server } is good until { $text }. Make a new one in the panel and give it to the shop with vitrina admin set-panel { $id }, or new keys and renewals will wait.
       *[panel] 🚨 The server { $server } does not work as it should: { $text }. Sales go on and wait for it; check it with vitrina admin check-server { $id }.
    }
notice-panel-recovered =
    { $what ->
        [keys] ✅ The panel of the server { $server } has taken all keys.
        [token] ✅ The shop has a new API token for the server { $server }.
       *[panel] ✅ The server { $server } works again. Everything that has waited for it follows now.
    }
notice-clock-jumped = 🚨 The clock of the shop's server went { $direction ->
    [ahead] ahead
   *[behind] back
} at once by { $days } d { $hours } h { $minutes } min. Until it comes back or has stayed so for long, no subscription is closed, no autopay charged and no reminder sent before its time. Check the time of the server and how it is kept: timedatectl.
notice-clock-settled = ✅ The clock of the server: { $how ->
    [back] the time is right again. Subscriptions, autopay and reminders go on as usual.
   *[accepted] the new time has stayed for long, and the shop goes by it now: subscriptions, autopay and reminders too.
}
notice-subscriptions-reopened = ✅ The clock of the server had run ahead and closed subscriptions before their end. Opened again: { $count }. We wrote to those customers who had been told of the end.
notice-engine-start-failed = 🚨 Server { $server }: Xray does not start, customers cannot connect. It is tried again every half minute. Look at the log and check the installation with vitrina doctor. The program says: { $text }
notice-engine-crashed = 🚨 Server { $server }: Xray has ended unexpectedly, customers' connections broke off. It is starting again already; a message follows when keys work again. If this comes back, check whether the machine has enough memory.
notice-engine-silent = 🚨 Server { $server }: Xray hangs and does not answer, new connections of customers fail. It is being replaced by itself; a message follows when keys work again. If this comes back, check the machine's load and memory.
notice-engine-config-refused = 🚨 Server { $server }: Xray refuses its settings and does not start, customers cannot connect. Check the XRAY and REALITY settings in .env and the version of xray-core. The program says: { $text }
notice-engine-program-missing = 🚨 Server { $server }: the Xray program is not found, customers cannot connect. Check XRAY_PYTHON, or install the shop's dependencies again; Xray starts by itself then.
notice-engine-disk-full = 🚨 Server { $server }: the disk is full, Xray does not start and customers cannot connect. Make room: old backups and logs first. Xray starts by itself then.
notice-engine-second-process = 🚨 Server { $server }: another process of the shop runs Xray from the same folder already, so it does not start here. Stop the other process, or give it another DATA_DIR.
notice-engine-port-taken = 🚨 Server { $server }: another program has port { $port }, customers cannot connect. Stop it: ss -ltnp 'sport = :{ $port }' names it. The port is tried again every 5 seconds, and keys work again by themselves.
notice-engine-port-forbidden = 🚨 Server { $server }: the process may not open port { $port }, customers cannot connect. Give it CAP_NET_BIND_SERVICE, or choose a port above 1023.
notice-engine-port-unusable = 🚨 Server { $server }: port { $port } cannot be opened, because this machine does not have the address in XRAY_LISTEN. Customers cannot connect. Correct XRAY_LISTEN and restart the shop.
notice-engine-port-shared = 🚨 Server { $server }: another program takes connections at port { $port } together with Xray, and a part of the customers cannot connect. Stop it: ss -ltnp 'sport = :{ $port }' names it.
notice-engine-port-deaf = 🚨 Server { $server }: Xray runs but takes no connections at port { $port }, customers cannot connect. The port is being opened again, and if that does not help, Xray is replaced once. If no message about the end follows within minutes, restart Xray in the console and look at vitrina doctor.
notice-engine-key-ports = ⚠️ Server { $server }: ports of single keys cannot be opened, such as { $port }: another program has them. Their owners cannot connect, everybody else can. Stop the program: ss -ltnp 'sport = :{ $port }' names it.
notice-engine-target-down = 🚨 Server { $server }: the site that Xray imitates (REALITY_TARGET) does not answer, and customers cannot connect; whoever is connected stays. Xray itself is fine and needs no restart. Check whether the site opens from the server, or choose another one. Details: { $text }
notice-engine-target-unfit = 🚨 Server { $server }: the site that Xray imitates (REALITY_TARGET) does not answer as the imitation needs, and customers cannot connect. Choose a site with TLS 1.3. Details: { $text }
notice-engine-account-refused = ⚠️ Server { $server }: Xray does not take one of the keys, and its owner cannot connect. Give this customer a new link. Details: { $text }
notice-engine-settings-refused = ⚠️ Server { $server }: new settings of Xray are not applied, it runs with the old ones, and customers' keys work. Correct the settings in the console: it is tried again by itself. Details: { $text }
notice-engine-recovered = ✅ Server { $server }: the trouble with Xray is over, keys work. It lasted about { $minutes } min.
notice-backup = 🗄 Backup { $name }, encrypted with BACKUP_PASSWORD. Keep the password elsewhere: without it the file is worthless.
notice-backup-too-large = 🗄 Backup { $name } is ready but not sent: it has { $megabytes } MB, and Telegram takes { $limit } MB from a bot. It is in { $directory } on the server; copy it from there.
notice-backup-failed = 🚨 The scheduled backup was not made. { $text } It is tried again every hour.
notice-message-refused =
    ⚠️ Customer no. { $user } did not get the message about { $about }: Telegram refused it, and the customer has no proven e-mail address.
    Reason: { $text }
    The shop does not try again. Tell the customer yourself.
notice-reactions-stuck =
    🚨 <b>{ $kind ->
        [customers] Messages do not reach customers
        [autopay] Autopay does not start at once
        [campaigns] Bonuses of campaigns are not credited
        [operators] Messages do not reach administrators
        [email] Letters with codes do not reach customers
        [referrals] Rewards for invitations are not credited
        [state] The access of blocked customers does not change
       *[other] Some of the shop's work is not done
    }</b>
    The shop tries again and again without success. Cases: { $count }. The first: no. { $number }.
    Reason: { $text }

    See them all: <code>vitrina reactions list</code>. When the reason is gone: <code>vitrina reactions repeat</code>. To let go of one: <code>vitrina reactions drop { $number }</code>.
notice-reactions-recovered =
    ✅ { $kind ->
        [customers] Messages reach customers again.
        [autopay] Autopay works again.
        [campaigns] Bonuses of campaigns are credited again.
        [operators] Messages reach administrators again.
        [email] Letters with codes reach customers again.
        [referrals] Rewards for invitations are credited again.
        [state] The access of blocked customers changes again.
       *[other] The rest of the shop's work is done again.
    }
broadcast-running = 📣 Broadcast running: { $percent } %. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-finished = ✅ Broadcast finished. Delivered { $sent } of { $total }, not delivered { $failed }.
broadcast-cancelled = ⏹ Broadcast stopped. Delivered { $sent } of { $total }, not delivered { $failed }.
