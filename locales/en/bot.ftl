# What people read in the bot. Buttons first, then screens in the order of the menu, then the administrators' part.
bot-command-start = Start
bot-command-menu = Menu
bot-command-help = How to connect
bot-command-language = Language
bot-command-paysupport = Payment questions
bot-command-terms = Terms
bot-menu-cabinet = Cabinet

bot-button-menu = ‹ Menu
bot-button-back = ‹ Back
bot-button-cancel = ✖️ Cancel
bot-button-skip = Skip
bot-button-confirm = ✅ Confirm
bot-button-refresh = 🔃 Refresh
bot-button-trial = 🎁 Try for free: { $days ->
    [one] { $days } day
   *[other] { $days } days
}
bot-button-cabinet = 🖥 Open the cabinet
bot-button-promocode = 🎟 Promo code
bot-button-invite = 🤝 Invite friends
bot-button-help = ❓ Help
bot-button-language = 🌐 Language / Язык
bot-button-admin = 🛠 Manage
bot-button-tariff = { $tariff } — { $price_kopeks }
bot-button-tariff-popular = ⭐ { $tariff } — { $price_kopeks }
bot-button-pay-balance = 💰 From balance — { $price_kopeks }
bot-button-pay-stars = Pay { $stars } ⭐
bot-button-other-tariffs = 🛒 Other tariffs
bot-button-qr = 📷 QR code
bot-button-keys = 🗝 Keys
bot-button-autopay-on = ✅ Autopay is on
bot-button-autopay-off = ⬜ Autopay is off
bot-button-reissue = 🔁 Change the link
bot-button-reissue-yes = Yes, change it
bot-button-saved-method = 💳 Saved method
bot-button-forget-method = 🗑 Forget it
bot-button-save-method = 💳 Pay and remember for autopay
bot-button-pay-and-save = 💳 Pay and remember
bot-button-amount = { $amount_kopeks } · { $stars } ⭐
bot-button-amount-rubles = { $amount_kopeks }
bot-button-other-amount = ✏️ Another amount
bot-button-newer = ‹ Newer
bot-button-older = Older ›
bot-button-share = 📤 Share
bot-button-new-ticket = ✍️ Write to support
bot-button-ticket = 🟢 No. { $number } · { $subject }
bot-button-ticket-closed = ⚪ No. { $number } · { $subject }
bot-button-reply = ✍️ Reply
bot-button-close-ticket = ✅ Close

bot-error = ⚠️ { $text }
bot-form-wrong = That value does not fit.
bot-not-understood = I understand buttons — choose what you need. If you have a question, write to support.
bot-outdated-button = This button no longer works. Here is a fresh menu:
bot-too-many = That is a lot of messages at once. I will answer the latest ones and skip the rest. Wait a moment and write again in one message.
bot-blocked =
    ⛔ Your account is closed.

    { $contact ->
        [none] Payment questions: /paysupport.
       *[other] If this is a mistake, write to us: { $contact }. Payment questions: /paysupport.
    }
bot-plain = { $text }

bot-welcome =
    👋 Hello, { $name }!

    This is <b>{ $shop }</b> — a fast VPN that is on within a minute: choose a tariff, get a link, paste it into an app.

    { $status }
bot-menu =
    <b>{ $shop }</b>

    { $status }
    💰 Balance: <b>{ $balance_kopeks }</b>
bot-standing-none = 🔑 No subscription yet — a good moment to get one.
bot-standing-active = 🟢 Your subscription works for <b>{ $days ->
    [one] { $days } more day
   *[other] { $days } more days
}</b>, until { $expires_at }.
bot-standing-expired = 🔴 Your subscription is over. Renew it and the same link works again.
bot-standing-suspended = 🟡 Your subscription is paused. See “My subscription” for details.

bot-trial-started =
    🎁 <b>Your free trial has begun!</b>

    You have { $days ->
        [one] { $days } day
       *[other] { $days } days
    } and { $traffic_bytes } of traffic. We are preparing your key — it arrives here in a few seconds.
bot-no-tariffs = Nothing is on sale right now. Please look in a little later.
bot-tariffs = 🛒 <b>Choose a tariff</b>
bot-tariff = <b>{ $tariff }</b>
bot-tariff-popular = ⭐ <b>{ $tariff }</b> — most popular
bot-price = <b>{ $price_kopeks }</b>
bot-price-discounted = <s>{ $list_price_kopeks }</s> <b>{ $price_kopeks }</b> · you save { $percent }%
bot-tariff-terms = { $days ->
    [one] { $days } day
   *[other] { $days } days
} · { $devices ->
    [one] { $devices } device
   *[other] { $devices } devices
}
bot-traffic = { $traffic_bytes } of traffic
bot-traffic-unlimited = unlimited traffic
bot-your-balance = 💰 Your balance is { $balance_kopeks }.
bot-balance-short = To pay from the balance you are { $missing_kopeks } short. Top it up, or pay with Stars right away.
bot-your-discount = 🎟 Your promo code takes { $percent }% off the next purchase or renewal. The prices show it already.
bot-autopay = { $state ->
    [on] 🔄 <b>Autopay is on.</b>
   *[off] 🔄 <b>Autopay is off.</b>
} It renews your tariff { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
} before the end: from the balance, and what is missing from the saved method, if there is one.
bot-saved-method = 💳 { $method } is remembered. We write a day before we charge it. It was remembered with your consent, which you can take back here at any time.
bot-method-forgotten = ✅ Forgotten. Nothing is charged to it any more.
bot-save-method = 🔄 You can also let us remember this way to pay: then autopay is on, and each time your subscription is about to end and the balance is short, the price of your tariff is taken by it. We write a day before, and you can stop it at any time under My subscription.
bot-pay-and-save = 💳 { $amount_kopeks } to pay now. By paying on this page you agree that this way to pay is remembered and that what the balance lacks for renewing your tariff is charged to it before the end of each period. We write a day before. You can take it back at any time: My subscription → Saved method → Forget it.
bot-terms-changed = ℹ️ The tariff has changed, and no money was taken. Look at the new terms below, and pay if they suit you.
bot-tariff-later = 🕓 Can be bought from { $from_date }: your subscription runs on other terms until then.
bot-tariff-replaces = ℹ️ The traffic of your subscription is used up, so this tariff begins today, as soon as it is paid, in place of it: the days that are left without traffic (until { $expires_at }) are not added. To keep them, renew on the terms you have.
bot-price-changed = ℹ️ The price has changed, please check it again.
bot-bought =
    ✅ <b>Paid: { $tariff }</b>

    { $price_kopeks } taken, { $balance_kopeks } left on the balance. Your subscription runs until { $expires_at }.
    We are preparing your access — the key arrives here in a few seconds.
bot-payment-received =
    ✅ <b>Payment received: { $stars } ⭐</b>

    Thank you! We are preparing your access — everything arrives here in a few seconds.
bot-payment-not-checked = The invoice could not be checked. No money was taken — please try again in a minute.
bot-invoice-sent = ☝️ The invoice is above. Once paid, the money is on your balance at once.

bot-no-subscription =
    🔑 <b>No subscription yet</b>

    Choose a tariff — the link arrives right after the payment.
bot-trial-name = Free trial
bot-subscription = 🔑 <b>{ $tariff }</b>
bot-status-active = 🟢 Working
bot-status-expired = 🔴 Over — renew it and the same link works again
bot-status-suspended = 🟡 Paused
bot-status-suspended-traffic = 📦 Traffic used up — renew and the same link works at once
bot-status-suspended-operator = ⛔ Paused by support — write to us if this is a mistake
bot-days-left = 📅 { $days ->
    [one] <b>{ $days } day</b> left
   *[other] <b>{ $days } days</b> left
}, until { $expires_at }
bot-used =
    📊 { $used_bytes } of { $limit_bytes }
    <code>{ $bar }</code>
bot-used-unlimited = 📊 { $used_bytes } used, no limit
bot-devices = 📱 Up to { $devices ->
    [one] { $devices } device
   *[other] { $devices } devices
}
bot-servers = 🌍 { $servers }
bot-servers-trouble = 🛠 May not work now: { $servers }. We are working on it; keep your link and keys, they will work again by themselves.
bot-being-prepared = ⏳ <i>Your access is still being prepared. It will work by itself — look in again in a minute.</i>
bot-link =

    Your link:
    <code>{ $link }</code>
bot-keys =
    🗝 <b>Keys of the servers</b>

    Tap a key to copy it. The common link is usually handier: it keeps itself up to date.
bot-key = <code>{ $link }</code>
bot-qr =
    📷 Point the app's camera at the code, or paste the link:
    <code>{ $link }</code>
bot-reissue-ask =
    🔁 <b>Change the link?</b>

    The old link and all keys stop working at once — every device will need the new one. Useful when somebody else uses your link.
bot-reissued = ✅ <b>The link is new, the old one no longer works.</b>

bot-balance =
    💰 <b>Balance: { $balance_kopeks }</b>

    { $history }
bot-history-empty = Nothing has happened here yet.
bot-entry-in = 🟢 +{ $amount_kopeks } · { $what } · <i>{ $at }</i>
bot-entry-out = 🔻 −{ $amount_kopeks } · { $what } · <i>{ $at }</i>
bot-entry-free = 🎁 { $what } · <i>{ $at }</i>
bot-entry-top-up = payment
bot-entry-purchase = purchase
bot-entry-renewal = renewal
bot-entry-refund = refund
bot-entry-grant = from support
bot-entry-promocode = promo code
bot-entry-campaign = welcome gift
bot-entry-referral-reward = for a friend
bot-entry-referral-clawback = a friend's refund
bot-top-up =
    ➕ <b>How much to add?</b>

    From { $min_kopeks } to { $max_kopeks }, paid with Telegram Stars.
bot-ask-amount-amount = ✏️ Type an amount in roubles, for example <code>450</code>.

bot-ask-promocode-code = 🎟 Type the promo code.
bot-promocode-balance = 🎉 Promo code { $code } accepted: +{ $value_kopeks }. Your balance is { $balance_kopeks }.
bot-promocode-days = 🎉 Promo code { $code } accepted: your subscription is { $value ->
    [one] { $value } day
   *[other] { $value } days
} longer.
bot-promocode-discount = 🎉 Promo code { $code } accepted: your next purchase or renewal is { $value }% cheaper. The prices in the shop show it already.
bot-promocode-tariff = 🎉 Promo code { $code } accepted: the tariff “{ $tariff }” is yours, for free.
bot-promocode-traffic = 🎉 Promo code { $code } accepted: +{ $value } GB of traffic.
bot-invite =
    🤝 <b>Invite friends</b>

    You get { $percent }% of every payment of a friend. Your link:
    <code>{ $link }</code>

    Came through it: { $invited }. Earned: { $earned_kopeks }.
bot-share-words = I use { $shop } — a fast VPN that is on within a minute.

bot-tickets =
    💬 <b>Support</b>

    Your requests:
bot-tickets-none =
    💬 <b>Support</b>

    Something does not work, or you have a question? Write to us — we answer right here.
bot-ask-ticket-text = ✍️ Describe your question in one message. If something does not connect, name the device and the app.
bot-ask-ticket-reply-text = ✍️ Type your message.
bot-ticket-sent = ✅ Your message is sent. The answer comes here.
bot-ticket =
    💬 <b>Request No. { $number }</b> · { $status }

    { $messages }
bot-ticket-open = waiting for an answer
bot-ticket-in-progress = in progress
bot-ticket-closed = closed
bot-message-customer =
    👤 <i>{ $at }</i>
    { $text }
bot-message-staff =
    🛟 <b>Support</b> <i>{ $at }</i>
    { $text }

bot-language = 🌐 Which language shall we speak?
bot-language-ru = 🇷🇺 Русский
bot-language-en = 🇬🇧 English

bot-help =
    ❓ <b>How to connect</b>

    Choose your device — here are the app and the steps.
bot-platform-ios = 🍏 iPhone, iPad
bot-platform-android = 🤖 Android
bot-platform-windows = 🪟 Windows
bot-platform-macos = 💻 macOS
bot-platform-linux = 🐧 Linux
bot-help-ios =
    🍏 <b>iPhone and iPad</b>

    1. Install <b>Happ</b>, <b>Streisand</b> or <b>Hiddify</b> from the App Store.
    2. Copy your link under “My subscription”.
    3. In the app tap “＋” → “Paste from clipboard”.
    4. Allow the VPN configuration and tap the power button.

    Does not connect? Refresh the subscription in the app and try another server.
bot-help-android =
    🤖 <b>Android</b>

    1. Install <b>v2rayNG</b>, <b>Hiddify</b> or <b>Happ</b> from Google Play.
    2. Copy your link under “My subscription”.
    3. In the app tap “＋” → “Import from clipboard”.
    4. Choose a server and tap the power button.

    Does not connect? Let the app run in the background and refresh the subscription.
bot-help-windows =
    🪟 <b>Windows</b>

    1. Install <b>Hiddify</b> or <b>v2rayN</b>.
    2. Copy your link under “My subscription”.
    3. In the app choose “New profile” → “Add from clipboard”.
    4. Press the power button. To cover all programs choose the “VPN” (TUN) mode.

    Does not connect? Start the app as administrator.
bot-help-macos =
    💻 <b>macOS</b>

    1. Install <b>Happ</b> or <b>Streisand</b> from the App Store, or <b>Hiddify</b>.
    2. Copy your link under “My subscription”.
    3. In the app press “＋” → “Paste from clipboard”.
    4. Allow the VPN configuration and switch it on.
bot-help-linux =
    🐧 <b>Linux</b>

    1. Install <b>Hiddify</b> (AppImage or deb) or <b>v2rayN</b>.
    2. Copy your link under “My subscription”.
    3. In the app choose “New profile” → “Add from clipboard”.
    4. Press the power button. To cover all programs choose the “VPN” (TUN) mode.
bot-paysupport =
    💳 <b>Payment questions</b>

    Paid, but no access? { $ways ->
        [button] Write to support with the button below.
        [contact] Write to support: { $contact }.
        [nowhere] Ask whoever runs this shop.
       *[both] Write to support with the button below, or here: { $contact }.
    } Tell us your number: <code>{ $number }</code>.

    A payment in Stars can be refunded — we check it and answer. Telegram itself does not help with these questions.
bot-terms =
    📄 <b>Terms of { $shop }</b>

    1. You buy access to a VPN for the chosen time, with the stated traffic and number of devices.
    2. Access begins right after the payment. If we cannot give it, the money stays on your balance or is refunded.
    3. The link is for you alone. No spam, no attacks on other networks, nothing against the law.
    4. We keep your Telegram number, payments and the amount of traffic. We do not keep what you look at.
    5. Questions about payments and refunds: /paysupport{ $contact ->
        [none] .
       *[other] , { $contact }.
    }

bot-admin = 🛠 <b>Manage</b>
bot-admin-today = 📈 Today
bot-admin-console = 🖥 Everything in the browser
bot-admin-find = 🔎 Find a customer
bot-admin-tariffs = 🏷 Tariffs
bot-admin-servers = 🌍 Servers
bot-admin-promocodes = 🎟 Promo codes
bot-admin-campaigns = 📢 Campaigns
bot-admin-tickets = 💬 Requests
bot-admin-broadcast = 📣 Broadcast

bot-today =
    📈 <b>Today</b> <i>at { $at }</i>

    👤 New people: <b>{ $new_users }</b> ({ $total_users } in all)
    🎁 Trials: <b>{ $trials }</b>
    🛒 Sales: <b>{ $sales }</b>
    💰 Received: <b>{ $revenue_kopeks }</b> ({ $stars } ⭐)
    🔑 Subscriptions working: <b>{ $active_subscriptions }</b>
    📊 Traffic: <b>{ $traffic_bytes }</b>
    💬 Open requests: <b>{ $open_tickets }</b>
    ⏳ Keys being prepared: <b>{ $keys_behind }</b>

bot-button-admin-new-tariff = ➕ New tariff
bot-button-admin-tariff = 🟢 { $tariff } — { $price_kopeks }
bot-button-admin-tariff-off = ⚪ { $tariff } — { $price_kopeks }
bot-button-admin-popular-on = ⭐ Popular
bot-button-admin-popular-off = ☆ Mark as popular
bot-button-admin-enable = ▶️ Put on sale
bot-button-admin-disable = ⏸ Take off sale
bot-button-admin-rename = ✏️ Rename
bot-admin-tariffs-list = 🏷 <b>Tariffs</b>
bot-admin-tariff =
    🏷 <b>{ $tariff }</b> · { $state ->
        [on] on sale
       *[off] off sale
    }

    Period: { $days } days
    Price: { $price_kopeks } (before discount { $list_price_kopeks })
    Traffic: { $limited ->
        [yes] { $traffic_bytes }
       *[no] unlimited
    }
    Devices: { $devices }
    Description: { $description }
bot-field-name = ✏️ Name
bot-field-period-days = ✏️ Period
bot-field-price-kopeks = ✏️ Price
bot-field-list-price-kopeks = ✏️ Price before discount
bot-field-traffic-gb = ✏️ Traffic
bot-field-devices = ✏️ Devices
bot-field-description = ✏️ Description
bot-ask-tariff-name = 🏷 What is the tariff called? Up to 64 characters, for example “Month”.
bot-ask-tariff-period-days = 📅 For how many days? A whole number from 1 to 3660.
bot-ask-tariff-price-kopeks = 💰 What does it cost, in roubles? For example <code>299</code>.
bot-ask-tariff-list-price-kopeks = 🏷 The price before the discount, in roubles, no less than the price. Skip it if there is no discount.
bot-ask-tariff-traffic-gb = 📊 How many gigabytes of traffic? Skip it for unlimited.
bot-ask-tariff-devices = 📱 For how many devices? From 1 to 1000.
bot-ask-tariff-description = 📝 A few words about the tariff, up to 255 characters. You can skip this.

bot-button-admin-new-server = ➕ New server
bot-button-admin-server = 🟢 { $server }
bot-button-admin-server-off = ⚪ { $server }
bot-admin-servers-list = 🌍 <b>Servers</b>
bot-admin-server =
    🌍 <b>{ $server }</b> · No. { $number }

    Panel: { $panel }
    { $state ->
        [on] New keys are given out.
       *[off] No new keys; the old ones work.
    }
bot-ask-server-name = 🌍 What is the server called? Up to 64 characters, for example “Amsterdam”.
bot-ask-server-country = 🏳️ Country code of two letters, for example <code>NL</code>. You can skip this.
bot-ask-server-capacity = 👥 How many keys does it take at most? It stays in use by those it has. Skip it for no limit.
bot-admin-server-keys = Keys: { $held } of { $limit }.
bot-button-admin-capacity = 👥 Capacity

bot-ask-user-query = 🔎 Whom do you look for? A number, Telegram id, @name, e-mail, invitation code or a part of the name.
bot-admin-found = 🔎 Several people were found:
bot-button-admin-user = { $name } · { $number }
bot-button-admin-customer = 👤 Customer
bot-button-admin-days = 📅 Give days
bot-button-admin-balance = 💰 Balance
bot-button-admin-block = ⛔ Close the account
bot-button-admin-unblock = ✅ Open the account
bot-admin-user =
    👤 <b>{ $name }</b> { $username }
    No. <code>{ $number }</code> · Telegram <code>{ $telegram }</code> · { $email }
    With us since { $created_at }
    { $state ->
        [blocked] ⛔ The account is closed
        [unreachable] 🔕 Has stopped the bot
       *[active] 🟢 Reachable
    }

    💰 { $balance_kopeks }
    { $subscription }
bot-admin-no-subscription = 🔑 No subscription
bot-admin-subscription = 🔑 { $kind ->
    [trial] Trial
   *[paid] Paid
}, { $state ->
    [active] working
    [expired] over
   *[suspended] paused
}, until { $expires_at }, traffic { $used_bytes }{ $limited ->
    [yes] {" "}of { $limit_bytes }
   *[no] {""}
}
bot-admin-user-tickets = 💬 Requests of { $name }
bot-admin-user-no-tickets = 💬 { $name } has not asked anything yet.
bot-ask-days-days = 📅 How many days to give? From 1 to 3660.
bot-ask-grant-amount = 💰 How many roubles to add? With a minus to take away, for example <code>-150</code>.
bot-admin-confirm-days = Give { $days ->
    [one] { $days } day
   *[other] { $days } days
} to <b>{ $name }</b>?
bot-admin-confirm-balance = Change the balance of <b>{ $name }</b> by <b>{ $amount_kopeks }</b>?
bot-admin-days-given = ✅ Given: { $days ->
    [one] { $days } day
   *[other] { $days } days
}. { $paused ->
    [yes] The subscription now lasts until { $expires_at }, but it is paused: the VPN works once it is resumed.
   *[no] The subscription runs until { $expires_at }.
}
bot-admin-days-first = ℹ️ The customer has no subscription: a free one is made, for { $devices ->
    [one] { $devices } device
   *[other] { $devices } devices
}, with traffic as the trial has it for so many days.
bot-admin-days-paused = ℹ️ The subscription is paused: the days are added, but the VPN does not work until it is resumed.
bot-admin-days-with-traffic = ℹ️ The customer’s traffic is used up: traffic comes with the days, so much a day as their tariff had.
bot-admin-no-server = ⚠️ No days were given: no server has room for the subscription. Switch a server on or give it more room, then try again.
bot-admin-balance-given = ✅ The balance is changed.

bot-admin-tickets-waiting = 💬 <b>Waiting for an answer</b>
bot-admin-tickets-none = 💬 Nobody is waiting for an answer. 🌿
bot-button-admin-ticket = No. { $number } · { $name } · { $subject }
bot-ask-answer-text = ✍️ Type the answer for the customer.
bot-admin-answer-sent = ✅ The answer to request No. { $number } is sent.

bot-button-admin-new-promocode = ➕ New promo code
bot-admin-promocodes-list = 🎟 <b>Promo codes</b>
bot-admin-promocodes-none = 🎟 No promo codes yet.
bot-admin-promocode-balance = <code>{ $code }</code> · { $value_kopeks } on the balance · { $left } left
bot-admin-promocode-days = <code>{ $code }</code> · { $value } days · { $left } left
bot-admin-promocode-discount = <code>{ $code }</code> · { $value }% off · { $left } left
bot-admin-promocode-tariff = <code>{ $code }</code> · tariff “{ $tariff }” for free · { $left } left
bot-admin-promocode-traffic = <code>{ $code }</code> · { $value } GB · { $left } left
bot-ask-promo-code = 🎟 Which code? 3–32 characters: Latin letters, digits, <code>-</code> and <code>_</code>. It must be a new one.
bot-ask-promo-kind = 🎁 What does the code give?
bot-ask-promo-value = 🔢 How much: roubles, days, gigabytes or percent? For a free tariff, type its name as it is in the list of tariffs.
bot-ask-promo-uses = 👥 For how many people? Skip it for no limit.
bot-choice-promo-balance = 💰 Money on the balance
bot-choice-promo-days = 📅 Days of subscription
bot-choice-promo-discount = 🏷 Discount
bot-choice-promo-tariff = 📦 A tariff for free
bot-choice-promo-traffic = 📊 Traffic

bot-button-admin-new-campaign = ➕ New campaign
bot-admin-campaigns-list = 📢 <b>Campaigns</b>
bot-admin-campaigns-none = 📢 No campaigns yet.
bot-admin-campaign =
    <b>{ $name }</b> · gift { $bonus_kopeks }{ $days ->
        [0] {""}
        [one] {" "}and { $days } day
       *[other] {" "}and { $days } days
    }
    <code>{ $link }</code>
bot-ask-campaign-name = 📢 What is the campaign called? Up to 64 characters, only you see it.
bot-ask-campaign-start-param = 🔗 What stands in its link? 2–32 characters: Latin letters, digits and <code>-</code>. It must be a new one.
bot-ask-campaign-bonus = 🎁 How many roubles does a newcomer get? You can skip this.
bot-ask-campaign-days = 📅 How many free days does a newcomer get? You can skip this.

bot-broadcast-ask = 📣 Send the message that everybody shall get: text, a photo — anything.
bot-broadcast-confirm = ☝️ This is how { $people ->
    [one] { $people } person sees it
   *[other] { $people } people see it
}. Send it?
bot-button-broadcast-send = 📣 Send to everybody
bot-broadcast-started = 📣 The broadcast begins…
bot-ways-to-pay = 💳 How would you like to pay { $amount_kopeks }?
bot-pay-page = 💳 { $amount_kopeks } to pay. Open the payment page — the money comes to your balance by itself and we will write at once.
bot-button-pay-page = 💳 Go to payment

bot-admin-settings = ⚙️ Settings
bot-admin-settings-list = ⚙️ <b>Settings</b>

    These are the ones you need on the road. All of them are in the browser.
bot-button-admin-setting = { $title }: { $value }
bot-button-admin-setting-change = ✏️ Change
bot-button-admin-setting-reset = ↩️ Back to the default
bot-admin-setting-fixed = 🔒 Set in the environment ({ $name } in the file .env), so it cannot be changed here. Take that line out and start the shop again.
