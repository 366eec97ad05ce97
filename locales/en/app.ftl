# The browser cabinet and the Telegram Mini App.

# Parts of the cabinet.
app-nav = Cabinet
app-nav-home = Home
app-nav-plans = Plans
app-nav-wallet = Balance
app-nav-support = Support
app-nav-settings = Profile
app-nav-friends = Friends
app-skip = Skip to the content
app-back = Back
app-close = Close
app-cancel = Cancel
app-retry = Try again
app-loading = Loading
app-copy = Copy
app-copied = Copied
app-share = Share
app-show-more = Show more

# What goes wrong here and not in the shop.
app-error-unknown = Something went wrong. Reload the page and try again.
app-error-offline = The shop does not answer. Check the internet; we keep trying.
app-error-wait = Too many requests. Try again in { $seconds } s.
app-error-balance = Not enough money on the balance. Top it up and try again.
app-error-form = Something is filled in wrongly. Check the fields and try again.
app-error-page = This page did not open
app-offline = No connection
app-offline-since = What you see is from { $time }. Your key keeps working.

# Signing in.
app-login-title = Sign in
app-login-lead = Your subscription, keys and balance in one place.
app-login-button = Sign in
app-login-none = No account yet?
app-login-telegram = Continue with Telegram
app-login-telegram-failed = Telegram did not confirm the sign-in. Press the button below and try once more.
app-login-forgot = Forgot the password?
app-register-title = New account
app-register-lead = All you need is an e-mail address. It takes a minute.
app-register-button = Create the account
app-register-have = Have an account already?
app-register-invited = A friend has invited you. The code { $code } is counted.
app-field-name = Your name
app-field-email = E-mail
app-field-password = Password
app-field-password-hint = At least 8 characters
app-field-show = Show the password
app-field-hide = Hide the password
app-letter-title = Look into your mail
app-letter-text = We have sent a letter to { $email }. Open the link in it and press “Confirm”, and this page goes on by itself.
app-letter-done = I have confirmed it
app-letter-spam = No letter? Look into the spam folder, or sign in and we send a new one.
app-forgot-title = New password
app-forgot-lead = Enter your e-mail, and we send a link to set a new password.
app-forgot-button = Send the letter
app-forgot-sent = If there is such an account, the letter is on its way. The link works for an hour.
app-to-login = Go to sign-in
app-telegram-signing = Signing you in
app-telegram-failed = Telegram did not confirm the sign-in. Close this window and open it from the bot again.

# Home.
app-hello = Hello, { $name }
app-state-active = Works
app-state-preparing = Being prepared
app-state-expired = Ended
app-state-exhausted = Traffic used up
app-state-paused = Paused
app-state-trial = Trial
app-days-left = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-hours-left = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
app-until = until { $until_at }
app-ended-at = ended on { $until_at }
app-paid-until = paid until { $until_at }
app-vpn-off = VPN is off
app-expired-text = Renew it, and the same link works again at once.
app-exhausted-text = The traffic you paid for is used up. Renew the subscription, and the same link works again at once.
app-paused-text = Support has paused the access. Write to them: they will tell you why, and how to get it back.
app-preparing-text = Your key is being made. It takes some seconds.
app-traffic = Traffic
app-traffic-of = of { $limit_bytes }
app-traffic-unlimited = unlimited
app-traffic-ring = { $used_bytes } of { $limit_bytes } used
app-server = Server
app-server-soon = chosen by itself
app-devices = Devices
app-devices-count = up to { $count }
app-connect = Connect a device
app-renew = Renew
app-write-to-support = Write to support
app-buy = Choose a plan
app-autopay = Renewal by itself
app-autopay-on = on
app-autopay-off = off
app-none-title = You have no subscription yet
app-none-text = Choose a plan: the key comes right after the payment and works on all your devices.
app-trial-title = Try it for free
app-trial-text = { $days ->
    [one] { $days } day
   *[other] { $days } days
} and { $gb } GB on { $devices ->
    [one] one device
   *[other] up to { $devices } devices
}. No card needed.
app-trial-button = Start the free trial
app-trial-channel = The trial is for members of our channel.
app-trial-join = Open the channel
app-trial-started = The trial has started
app-balance = Balance
app-top-up = Top up
app-friends-title = Invite friends
app-friends-text = A part of what they pay comes to your balance.
app-support-title = Questions?
app-support-text = Write to us, a person answers.

# Connecting.
app-connect-title = Connect a device
app-connect-lead = Install an app, add your subscription with one tap and press “Connect” in it.
app-connect-none = There is nothing to connect yet. Choose a plan first.
app-connect-ended = The subscription has ended. Renew it and this link works again.
app-connect-platform = Your device
app-connect-open = Add to { $app }
app-connect-install = Install
app-connect-install-app = Install { $app }
app-connect-best = Recommended
app-connect-qr = QR code
app-connect-qr-text = Scan it in the app on another device.
app-connect-qr-alt = Your key as a QR code
app-connect-link = Subscription link
app-connect-link-hint = For every app. Do not share it: whoever has the link uses your traffic.
app-connect-key = Single key
app-platform-android = Android
app-platform-ios = iPhone and iPad
app-platform-windows = Windows
app-platform-macos = macOS
app-platform-linux = Linux
app-open-title = Adding the subscription to { $app }
app-open-text = The app opens by itself. If it does not, press the button.
app-open-button = Open { $app }
app-open-missing = The app is not installed?
app-open-broken = This link is damaged. Open the cabinet and press the app's button again.
app-open-cabinet = Go to the cabinet

# Plans.
app-plans-title = Plans
app-renew-title = Renew the subscription
app-renew-lead = New days are added to those you have. Unused traffic stays.
app-renew-ended-lead = A new period begins right after the payment. The link stays the same.
app-renew-used-up-lead = Your traffic is used up. A plan on the terms you have adds days and traffic; any other begins today in its place, and the days that are left are not added.
app-plans-lead = The price is final: nothing is added later.
app-plans-empty = Nothing is on sale right now. Look in later or write to support.
app-plan-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-plan-traffic = { $gb } GB of traffic
app-plan-unlimited = Unlimited traffic
app-plan-devices = { $devices ->
    [one] { $devices } device
   *[other] Up to { $devices } devices
}
app-plan-popular = Popular
app-plan-month = { $month_kopeks } a month
app-plan-save = You save { $save_kopeks }
app-plan-old-price = Price without the discount
app-plan-choose = Choose
app-plan-later = Can be bought from { $from_at }: your subscription runs on other terms until then.
app-plan-paused = Support has paused your subscription, so nothing can be bought now. Write to us under “Support”.
app-buy-title = Confirm the purchase
app-buy-plan = Plan
app-buy-price = Price
app-buy-discount = Discount
app-buy-balance = On the balance
app-buy-after = Will be left
app-buy-short = Missing
app-buy-button = Pay { $price_kopeks }
app-buy-top-up = Top up by { $missing_kopeks }
app-buy-done = Paid. The subscription works until { $until_at }.

# Balance.
app-wallet-title = Balance
app-wallet-now = On your balance
app-wallet-top-up = Top up
app-wallet-amount = Amount, ₽
app-wallet-range = From { $min_kopeks } to { $max_kopeks }
app-wallet-least = From { $min_kopeks }
app-wallet-method = How to pay
app-wallet-button = Top up by { $amount_kopeks }
app-wallet-save = Remember this way for automatic renewal
app-wallet-no-methods = No way to pay is switched on. Write to support.
app-wallet-wait = You go to the payment page and come back here.
app-pending-title = Waiting for payment
app-pending-pay = Pay
app-pending-check = Check
app-pending-from = since { $time }
app-pending-arrived = { $amount_kopeks } has come to the balance
app-pending-not-yet = The money has not come yet. We credit it by itself as soon as it does.
app-pending-failed = The payment has failed or is too old. Make a new one.
app-promo-title = Promo code
app-promo-field = Enter the code
app-promo-button = Apply
app-history-title = History
app-history-empty = There is nothing here yet. Top-ups and purchases appear here.

# Friends.
app-invite-title = Invite friends
app-invite-lead = Send the link to a friend. A part of what they pay comes to your balance, every time.
app-invite-telegram = Link for Telegram
app-invite-web = Link for a browser
app-invite-text = I use this VPN. Try it:
app-invite-friends = Friends
app-invite-active = With a subscription
app-invite-earned = Earned
app-invite-list = Who has come
app-invite-empty = Nobody yet. Share the link with the first friend.
app-invite-since = since { $since_at }

# Support.
app-support-lead = Write what has happened. We answer here and by the way you have signed in.
app-support-new = New request
app-support-subject = What it is about
app-support-message = Message
app-support-send = Send
app-support-empty = You have no requests
app-support-empty-text = If something does not work or you are unsure, ask. We are glad to help.
app-support-open = Waits for an answer
app-support-in-progress = Answered
app-support-closed = Closed
app-support-close = Close the request
app-support-is-closed = This request is closed. Make a new one if something is left.
app-support-unread = { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}
app-support-us = Support
app-support-you = You
app-support-today = today

# Profile.
app-settings-title = Profile
app-settings-account = Account
app-settings-email = E-mail
app-settings-email-unverified = not confirmed
app-settings-since = With us since
app-settings-language = Language
app-settings-theme = Appearance
app-settings-theme-auto = As on the device
app-settings-theme-light = Light
app-settings-theme-dark = Dark
app-settings-autopay = Renew by itself
app-settings-autopay-text = A day before the end the price is taken from the balance, so that the access does not stop.
app-settings-autopay-saved = What is missing is charged by: { $method }
app-settings-autopay-trial = Comes with a paid plan.
app-settings-help = Help
app-settings-write = Write to us
app-settings-terms = Terms
app-settings-privacy = Privacy
app-sessions = Where you are signed in
app-sessions-here = This device
app-sessions-seen = last seen on { $when }
app-sessions-end = Sign out there
app-sessions-ended = Signed out there
app-settings-sign-out = Sign out
app-settings-sign-out-text = You will be signed out on this device only.
