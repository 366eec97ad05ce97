# One sentence for each error of core/errors.py: what is wrong and what to do next.
error-internal = Something broke on our side. We know about it already — please try again in a minute.
error-not-found = There is no such thing. Check the link or open the menu again.
error-user-not-found = No such user. Check the name or the number.
error-tariff-not-found = There is no such tariff. Open the list of tariffs again.
error-server-not-found = There is no such server. Open the list of servers again.
error-subscription-not-found = You have no subscription yet. Take the free trial or buy a tariff.
error-session-not-found = That sign-in has ended already. Open the list of sign-ins again.
error-key-not-found = There is no such key. Open the list of your keys again.
error-key-foreign = This key belongs to somebody else. Choose one of your own keys.
error-payment-not-found = There is no such invoice. Make a new one under “Buy”.
error-payment-unknown = There is no payment with this number. Look it up in the list of payments.
error-backup-not-found = There is no such backup. Look at the list again.
error-ticket-not-found = There is no such request. Open the list of requests again.
error-refused = This cannot be done now. Try another option.
error-insufficient-balance = Not enough money: { $required_kopeks } needed, { $available_kopeks } on the balance. Top up or pay with Stars.
error-tariff-unavailable = This tariff is no longer sold. Choose another one.
error-nothing-to-deliver = No server is free right now, so we took no money. Try again later.
error-trial-used = The free trial has been used. Choose a tariff — the first one costs little.
error-trial-disabled = There is no free trial at the moment. Choose a tariff.
error-channel-required = The trial is for members of the channel @{ $channel }. Join it and try again.
error-too-many-devices = You have keys for all { $limit } devices of your subscription. Revoke one you do not need.
error-server-unavailable = This server is not available now. Choose another one.
error-renewal-unavailable = There is no such renewal. Choose one from the list.
error-traffic-not-needed = This traffic is of no use now: the subscription is unlimited or over. Renew it, or use this later.
error-not-renewable = A trial cannot renew itself. Buy a tariff first.
error-amount-out-of-range = The amount must be between { $min_kopeks } and { $max_kopeks }. Enter another one.
error-invalid-value = That does not work: check “{ $field }” and enter it again.
error-return-url-not-allowed = Return URL is not allowed
error-webhook-forged = The signature does not match.
error-payment-method-unknown = There is no such payment method. Choose another one.
error-payment-expired = This invoice is paid already or too old. Make a new one under “Buy”.
error-payment-worthless = There is nothing to credit: a test payment, one given back already, or another currency. Close it, and credit the balance by hand if need be.
error-cannot-refund = This payment cannot be refunded: it is refunded already or not completed yet.
error-refund-refused = The payment system refuses to give this payment back. The money is still on the customer’s balance; try again later or ask the payment system.
error-price-changed = The price is not the same any more. Look at it again, and buy if it suits you.
error-terms-changed = The tariff gives something else by now, and no money was taken. Look at it again, and buy if it suits you.
error-other-terms-running = You have a paid subscription on other terms, and we leave it as it is. This tariff can be bought from { $from_date }; until then you can renew on the terms you have. No money was taken.
error-subscription-paused = Support has paused your subscription, so it cannot be renewed or replaced now. No money was taken. Write to support: { $contact }.
error-traffic-used-up = The traffic of your subscription is used up: days alone would not bring the VPN back. Renew first, then enter this promocode; it is not spent.
error-discount-waiting = You already have a discount of { $percent }%. Use it for a purchase first, then enter this code.
error-promocode-invalid = There is no such promocode. Check it for typing errors.
error-promocode-not-yet-valid = This promocode does not work yet. Try again later.
error-promocode-expired = The promocode has expired. Try another one.
error-promocode-used-up = The promocode is used up. Try another one.
error-promocode-already-used = You have used this promocode already.
error-promocode-new-users-only = This promocode is for new users only.
error-ticket-closed = This request is closed. Make a new one and we will answer.
error-email-taken = This e-mail is registered already. Sign in or reset the password.
error-verification-token-invalid = The code from the letter does not fit. Check it, or sign in again to get a new letter.
error-verification-token-expired = The code from the letter is too old. Sign in again to get a new letter.
error-reset-token-invalid = The code from the letter does not fit. Ask for a password reset again.
error-reset-token-expired = The code from the letter is too old. Ask for a password reset again.
error-backup-damaged = This is no backup of a shop, or it is damaged. Take another one.
error-backup-password-needed = This backup is encrypted. Set BACKUP_PASSWORD to the password it was made with.
error-backup-password-wrong = The password does not fit this backup. Set BACKUP_PASSWORD to the password it was made with.
error-backup-not-encrypted = A backup without a password is not sent anywhere: it holds every secret. Set BACKUP_PASSWORD first.
error-backup-without-settings = This backup was made without a password, so it holds no settings. Write the .env anew.
error-backup-too-new = This backup was made by a newer version ({ $version }). Upgrade the shop, then restore.
error-backup-other-engine = This backup is of { $engine }, and DATABASE_URL names { $wanted }. Set DATABASE_URL to the same engine.
error-backup-nothing = There is no shop in the database of DATABASE_URL. Check the address, or start the shop once.
error-too-many = Too often. Wait a little and try again.
error-too-many-tickets = You have { $limit } open requests already. Write in one of them or close one you no longer need.
error-conflict = This has been done in another way. Reload the page.
error-payment-decided = This payment waits for no decision any more. Open the list of payments again.
error-backup-under-way = Another backup is being made or restored right now. Try again when it is done.
error-shop-runs = The shop is running on this data. Stop every vitrina process first, then restore.
error-key-reused = This Idempotency-Key came with another request before. Take a new one.
error-still-under-way = The first such request is still being done. Repeat it in a few seconds.
error-forbidden = You have no access to this.
error-payments-frozen = This payment system took an earlier payment of yours back, and your balance owes { $debt_kopeks }. Pay another way or write to support: /paysupport.
error-blocked = Your account is closed. If this is a mistake, write to support: /paysupport.
error-email-unverified = Confirm your e-mail first: we have sent you a letter with a link.
error-unauthenticated = Please sign in again.
error-invalid-login = The sign-in is not confirmed. Open the app from the bot again.
error-wrong-password = The e-mail or the password is wrong. Check them or reset the password.
error-method-not-allowed = This address does not take such requests. Look it up in the description of the API.
error-invalid-request = The request is malformed: check “{ $field }”.
error-request-too-large = This is too much to send at once: at most { $kilobytes } KB. Send less.
error-rate-limited = Too many requests. Try again in { $seconds } s.
error-too-many-sign-ins = Too many wrong passwords for this account. Sign in from where you did before, reset the password by e-mail, or try again in { $seconds } s.
error-unavailable = The service does not answer right now. Try again in a minute.
error-backup-impossible = The backup did not succeed: { $reason }. Put that right and try again.
error-backup-tool-missing = { $tool } is missing on this machine. Install it with: apt install { $package }
error-backup-no-room = The disk has too little room: the backup takes { $megabytes } MB when unpacked. Make room and try again.
error-restore-undone = The backup was not restored, everything is as it was before: { $reason }.
error-restore-broken = Restoring failed ({ $reason }), and what was there before could not be put back. Start nothing; restore this backup: { $before }
error-payment-unavailable = The payment system does not answer right now. No money was taken — try again in a minute or pay another way.
error-worker-silent = The shop's worker does not answer. Check that vitrina run or vitrina worker is running, then try again.
error-engine-trouble = It did not work: { $text }. See vitrina doctor.
error-api-key-not-found = There is no such API key, or it is revoked already. List them: vitrina apikey list.
error-too-many-keys = All { $limit } ports for keys are taken. Delete keys that are not needed or widen KEY_PORT_RANGE.
error-no-free-port = The free ports of KEY_PORT_RANGE are held by other programs. Free them or widen the range.
error-email-in-use = A key of this name exists already. Choose another name.
error-unknown-setting = There is no such setting: { $field }. The settings page and `vitrina settings list` show those there are.
error-read-only-setting = { $field } stands in the environment: change it in .env and restart the shop.
error-no-reality-link = The panel of this key gives no VLESS link. Look at its server with vitrina doctor.
error-bot-not-started = The bot may not write to you yet. Open it in Telegram, press Start, and try again.
error-telegram-silent = Telegram does not answer right now. Nobody has got anything. Try again in a minute.
error-busy = This is being done right now ({ $what }). Try again when it is finished.
error-setting-fixed = { $field } is set in the environment (the file .env), which decides. To change it here, take that line out of .env and start the shop again.
error-setting-invalid = { $fault ->
    [least] It has to be at least { $bound }.
    [more-than] It has to be more than { $bound }.
    [most] It has to be at most { $bound }.
    [long] That is too long: at most { $bound } characters.
    [short] That is too short: at least { $bound } characters.
    [choice] It has to be one of: { $bound }.
    [whole] It has to be a whole number.
    [number] It has to be a number such as 150 or 99.50.
    [yes-no] It has to be yes or no (true or false).
    [moment] It has to be a date and time with an offset, such as 2026-12-01T00:00:00Z.
    [color] It has to be a colour such as #0088CC.
    [characters] The text has characters that cannot be there. Type it again.
    [list] It has to be a list, separated by commas.
    [picture] It has to be the address of a picture (https://…) or a path of this shop, such as /static/icon.svg.
    [email] It has to be an e-mail address such as help@shop.example.
    [sender] It has to be an address, or a name with one, such as Shop &lt;noreply@shop.example&gt;.
    [host] It has to be a name or an address of a server, such as vpn.shop.example.
    [http-address] It has to be an address that begins with https:// or http://.
    [zone] It has to be a time zone such as Europe/Moscow.
    [host-and-port] It has to be a name and a port, such as dl.google.com:443.
    [channel] It has to be the name of a public channel, such as my_channel.
    [origins] It has to be addresses such as https://my.site or schemes such as myapp://, separated by commas.
    [mail-server] It has to look like smtp://name:password@mail.server:587.
    [limits-order] The smallest sum cannot be larger than the largest one.
    [icon] It has to be an emoji or the name of one of the pictures.
    [top-up-order] The smallest top-up cannot be larger than the largest one.
    [backup-unencrypted] Set the password of backups first: a backup holds every secret of the shop.
    [webhook-without-address] Without the shop's address Telegram cannot send updates: it is needed while WEBHOOK_SECRET is set.
    [open-panel-address] The panel asks nobody who they are (PANEL_AUTH=none): with a public address anybody would own the shop.
   *[other] This value does not fit. Check it and enter it again.
}
error-settings-stale = Somebody else has changed settings in the meantime. Reload the page and try again.
error-settings-version-not-found = There is no such change of settings. Look at the list of changes.
error-method-not-found = The shop knows no such payment method. Look at the list of methods.
error-vendor-not-found = The shop knows no such payment vendor. Look at the list of vendors.
error-settings-key-lost = The former secret cannot be put back: settings.key, which opens it, is gone. Enter the secret again.
error-settings-key-unwritable = The secret cannot be kept: { $path } cannot be written. Check the disk and the rights of the directory, and try again.
error-text-not-found = There is no such text. Look at the list of texts.
error-text-invalid = { $fault ->
    [empty] The text says nothing. Write something, or go back to the original.
    [characters] There are invisible characters in it that cannot be kept. Type the text anew.
    [long] That is too long: at most { $bound } characters here.
    [syntax] Line { $part } cannot be read. A brace needs its pair, a choice needs a variant with an asterisk, and no line may begin with a dot, an asterisk or a bracket.
    [message] This has to be one text. No line may begin with a dot and a name with an equals sign.
    [reference] { $part } cannot be used here: only values of this text and choices between them can.
    [placeholder] This text has no value “{ $part }”. Use only the values listed beside it.
    [sometimes] The value “{ $part }” is not always there. Use it only in the variants where the original does.
    [variants] There are too many combinations of variants. Choose by fewer values.
    [tag] The tag { $part } cannot be used in this text.
    [unbalanced] The tag { $part } has no pair, or tags are closed in another order than they were opened.
    [sign] Write &amp;amp; for the sign “and”, &amp;lt; and &amp;gt; for angle brackets.
   *[other] The text cannot be shown with sample values. Compare it with the original.
}
