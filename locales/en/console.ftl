# The operator console in the browser.

# The frame.
console-title = Console
console-name = Operator console
console-nav = Sections
console-nav-overview = Overview
console-nav-users = Customers
console-nav-payments = Payments
console-nav-tickets = Tickets
console-nav-traffic = Traffic
console-nav-servers = Servers
console-nav-shop = Shop
console-nav-system = System
console-nav-more = More
console-waiting = { $count ->
    [one] { $count } is waiting
   *[other] { $count } are waiting
}
console-you = You
console-to-cabinet = Open the customer cabinet
console-to-docs = API reference
console-screen-failed = This section did not open. Check the internet and try again.

# The door.
console-login-title = Administrator sign-in
console-login-lead = From the bot: send it /admin. In a browser: sign in with a Telegram account named in ADMIN_IDS, or with an API key.
console-login-or = or with a key
console-login-by-key = Sign in with an API key
console-login-key = API key
console-login-key-hint = Make one: vitrina apikey create console --scope operator. It is kept in this tab alone.
console-stranger-title = Administrators only
console-stranger-lead = This account has no access to the console.
console-stranger-as = You are signed in as { $name }. This account has no access to the console.
console-stranger-key = the holder of an API key
console-stranger-how = If this is your shop, add your Telegram ID to ADMIN_IDS and restart the shop. A key needs the scope operator.
console-stranger-id = Your Telegram ID: { $id }
console-stranger-other = Sign in another way

# What goes wrong.
console-error-forbidden = No access. Sign in as an administrator.
console-error-unauthorized = The sign-in has ended or the key is wrong. Sign in again.
console-error-user-not-found = There is no such customer. Go back to the list and look again.
console-error-not-found = This is gone. Go back to the list and reload it.
console-error-backup-not-found = This backup is gone. Reload the list.
console-error-invalid-backup = The backup is damaged. Choose another one.
console-error-tests-running = The checks are running already. Wait a minute and try again.
console-error-service-not-configured = This part is not set up, so there is nothing to restart. Look at the settings.
console-error-json-required = The form is filled in wrongly. Check the fields and try again.
console-error-invalid = The field “{ $field }” will not do. Correct it and try again.
console-error-required = Fill in the field “{ $field }” and try again.
console-amount-wrong = Type an amount in roubles, such as 299 or 49.90
console-whole-wrong = Type a whole number

# Common words.
console-save = Save
console-saved = Saved
console-create = Create
console-edit = Edit
console-delete = Delete
console-deleted = Deleted
console-enable = Enable
console-disable = Disable
console-on = On
console-off = Off
console-restart = Restart
console-choose = Choose
console-more = Show more
console-state = State
console-provider = Payment system
console-sum = Amount
console-when = When
console-user = Customer
console-seen = Last seen
console-balance = Balance
console-period = Period
console-edit-one = Edit: { $name }
console-of = { $part } of { $whole }
console-since = since { $time }
console-until = until { $time }
console-type-to-confirm = To confirm, type: { $word }
console-pages = Pages
console-page = { $page } of { $last } · { $total } in all
console-page-before = Previous page
console-page-after = Next page
console-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
console-devices = { $count ->
    [one] { $count } device
   *[other] { $count } devices
}
console-gigabytes = { $count } GB
console-days-short = { $count } d
console-hours-short = { $count } h
console-minutes-short = { $count } min
console-change = { $percent }%
console-change-yesterday = { $percent }% on yesterday
console-change-none = nothing to compare
console-change-name = Change
console-state-active = Running
console-state-inactive = Stopped
console-state-failed = Failed
console-state-timeout = No answer
console-state-not-configured = Not set up
console-state-running = Running
console-state-stopped = Stopped

# The overview.
console-hello = Hello, { $name }
console-overview-lead = How the shop is doing today.
console-attention = Wants attention
console-attention-payments = { $count ->
    [one] { $count } payment waits for a decision
   *[other] { $count } payments wait for a decision
}
console-attention-tickets = { $count ->
    [one] { $count } ticket is open
   *[other] { $count } tickets are open
}
console-attention-servers = { $count ->
    [one] { $count } server is in trouble
   *[other] { $count } servers are in trouble
}
console-attention-keys = { $count ->
    [one] { $count } key is not on its server yet
   *[other] { $count } keys are not on their servers yet
}
console-attention-none = All is well: nothing waits for you
console-today-revenue = Revenue today
console-today-sales = Sales
console-today-new = New customers
console-today-trials = Trials
console-today-active = Active subscriptions
console-today-traffic = Traffic
console-today-users = of { $count } customers
console-sales = Sales by day
console-revenue = Revenue
console-sales-payments = Payments
console-sales-new = New
console-sales-metric = Metric
console-sales-total = In this period
console-sales-day = { $payments } payments, { $sales } sales, { $people } new
console-sales-tariffs = What is bought
console-sales-methods = How people pay
console-sales-none = Nothing was sold in this period.
console-sales-count = { $count ->
    [one] { $count } sale
   *[other] { $count } sales
}
console-payments-count = { $count ->
    [one] { $count } payment
   *[other] { $count } payments
}

# Live and traffic.
console-live = Throughput now
console-live-now = { $users } online · { $conns } connections
console-per-minute = { $size } per minute
console-live-top = Busiest in the last hour
console-live-here = { $count } online
console-live-quiet = Nothing went through in the last hour.
console-live-latest = Latest: { $name }, { $time }
console-live-window = Online means seen within the last { $time }.
console-traffic-lead = How much went through the keys, and whose is the most.
console-traffic-today = Today
console-traffic-yesterday = Yesterday
console-traffic-window = In this period
console-traffic-active = Active keys
console-traffic-active-note = with traffic in this period
console-traffic-by-day = Traffic by day
console-traffic-off = Collection is off
console-traffic-users = Who used the most
console-traffic-key = Key
console-traffic-conns = Connections
console-traffic-anomaly = unusually much
console-traffic-none = Nothing has gone through the keys yet
console-traffic-partial = Some days hold no data: the shop was not running then, or its servers did not answer.
console-traffic-connections = connections: { $count }

# Customers.
console-users-total = { $count } in all
console-users-search = Name, @username, e-mail, number or Telegram ID
console-users-none = No customers yet. They appear when they open the bot or the cabinet
console-users-not-found = Nobody was found. Try a part of the name or the number
console-user-number = Customer no. { $id }
console-user-blocked = Blocked
console-user-unreachable = Has stopped the bot
console-user-about = About
console-user-telegram-id = Telegram ID
console-user-email = E-mail
console-user-language = Language
console-user-since = Here since
console-user-referrer = Invited by
console-user-campaign = Campaign
console-user-referrals = Friends invited
console-user-sessions = Cabinet sign-ins
console-subscription = Subscription
console-subscription-until = Runs until
console-subscription-traffic = Traffic
console-subscription-devices = Devices
console-subscription-autopay = Autopay
console-subscription-none = No subscription
console-subscription-none-text = There has been no subscription yet.
console-subscription-trial = trial
console-subscription-active = Active
console-subscription-expired = Ended
console-subscription-suspended = Paused
console-keys = Keys
console-key-server = Server
console-key-link = Link
console-key-online = Online
console-key-state-active = Active
console-key-state-expired = Ended
console-key-state-suspended = Paused
console-key-state-revoked = Revoked
console-key-link-ready = Ready
console-key-link-preparing = Being made
console-key-link-none = None
console-ledger = Ledger
console-ledger-none = The balance has not changed yet
console-entry-top-up = Top-up
console-entry-purchase = Purchase
console-entry-renewal = Renewal
console-entry-refund = Refund
console-entry-grant = Changed by hand
console-entry-promocode = Promocode
console-entry-campaign = Campaign gift
console-entry-referral-reward = Referral reward
console-entry-referral-clawback = Referral reward taken back
console-purchases = Purchases
console-purchases-none = Nothing has been bought yet
console-purchase-return = Return to the balance
console-purchase-returned = Returned to the balance
console-purchase-return-text = Return { $sum_kopeks } for “{ $what }” to the balance of { $name }? The subscription goes on; pause it apart if it must stop.
console-do-grant = Change the balance
console-do-block = Block
console-do-unblock = Unblock
console-do-suspend = Pause
console-do-resume = Let it run
console-do-reissue = New link
console-grant-title = Balance of { $name }
console-grant-text = A plus adds money, a minus takes it. The customer sees the change in the history.
console-grant-amount = Amount in roubles
console-grant-reason = Reason (for you)
console-grant-give = Add { $sum_kopeks }
console-grant-take = Take { $sum_kopeks }
console-grant-after = { $now_kopeks } now, { $then } after it.
console-granted = The balance is changed
console-block-text = { $name } can no longer use the shop, and the keys stop working. Money and history are kept.
console-blocked = The account is blocked
console-unblock-text = { $name } can use the shop again, and keys of a paid subscription work again.
console-unblocked = The account is open again
console-suspend-text = The VPN of { $name } stops at once; the days go on. The customer is told.
console-suspended = The subscription is paused
console-resume-text = The VPN of { $name } works again.
console-resumed = The subscription runs again
console-reissue-text = The old keys and the subscription link of { $name } stop working. The customer has to connect again with the new link.
console-reissued = The new link is being made

# Payments.
console-payments-total = { $count } in all
console-payments-search = Number here, or id at the payment system
console-payments-every-state = Every state
console-payments-every-provider = Every system
console-payments-none = No payments yet
console-payments-not-found = Nothing was found. Change the filter, or check the whole number
console-payment = Payment
console-payment-number = Payment no. { $id }
console-payment-pending = Waiting
console-payment-completed = Paid
console-payment-review = In review
console-payment-refunding = Being refunded
console-payment-refunded = Refunded
console-payment-failed = Failed
console-payment-expired = Expired
console-payment-dismissed = Dismissed
console-payment-about = About
console-payment-came = What came
console-payment-worth = To the balance, if accepted
console-payment-credited = Credited
console-payment-method = Method
console-payment-opened = Opened
console-payment-paid = Paid at
console-payment-given-back = Refunded at
console-payment-reversed = Taken back by the system
console-payment-external = Id at the payment system
console-payment-do = What can be done
console-payment-check = Ask the payment system
console-payment-checked = The payment system has answered
console-payment-why = Why:
console-payment-why-text = Nothing is credited. Look it up at the payment system, then accept or dismiss it.
console-payment-no-refund = This system cannot give money back by itself. Return the purchase to the balance: open the customer, “Purchases”.
console-payment-nothing = Nothing to decide now.
console-payment-note = Note for the events
console-payment-accept = Accept the payment
console-payment-accept-done = The payment is accepted
console-payment-dismiss = Dismiss
console-payment-dismiss-done = The payment is dismissed
console-payment-refund = Refund
console-payment-refund-done = The refund is under way
console-payment-accept-text = Accept payment no. { $id } ({ $name })? The bill was { $sum }, { $came } came, and { $credit } goes to the balance. Do this only if the payment system shows it as paid.
console-payment-dismiss-text = Dismiss payment no. { $id } ({ $sum }, { $name })? Nothing will be credited.
console-payment-refund-text = Give { $sum } of payment no. { $id } back to { $name }? The same money leaves the balance.

# Tickets.
console-tickets-lead = Whoever waits longest stands first.
console-tickets-which = Which to show
console-tickets-open = Open
console-tickets-all = All
console-tickets-none-open = Nobody waits for an answer
console-tickets-none = There have been no tickets yet
console-ticket-number = Ticket no. { $id }
console-ticket-open = New
console-ticket-in-progress = In progress
console-ticket-closed = Closed
console-ticket-waits = Waiting
console-ticket-us = Support
console-ticket-read = read
console-ticket-answer = Your answer
console-ticket-send = Answer
console-ticket-sent = The answer is sent
console-ticket-close = Close the ticket
console-ticket-close-text = The customer sees that it is settled and can open a new one.
console-ticket-closed-done = The ticket is closed
console-ticket-is-closed = This ticket is closed. The customer opens a new one if there is more to say.

# Servers and the engine.
console-servers = Servers
console-servers-none = There are no servers. Add the first one with vitrina servers
console-server = Server
console-server-health = Health
console-server-keys = Keys
console-server-sales = Sales
console-server-open = Open
console-server-shut = Closed
console-server-name = Name
console-server-country = Country
console-server-country-hint = Two letters, such as NL. Customers see the flag.
console-server-capacity = How many keys it takes
console-server-capacity-hint = Empty for no limit. 0 takes no new ones.
console-server-sell = Open for new sales
console-server-sell-text = Keys that live here go on either way.
console-server-behind = { $count ->
    [one] { $count } waits
   *[other] { $count } wait
}
console-health-ok = Fine
console-health-behind = Catching up
console-health-trouble = In trouble
console-engine = Xray
console-engine-state = Engine
console-engine-xray = Xray
console-engine-uptime = Up for
console-engine-detail = Details
console-engine-restart = Restart Xray
console-engine-restart-text = Connections of customers break for a second and come back by themselves.
console-engine-restarted = Xray is restarted
console-engine-reality = Reality
console-engine-address = Address
console-engine-sni = Shown site (SNI)
console-engine-fp = Fingerprint
console-engine-flow = Flow
console-engine-sid = Short ID
console-engine-pbk = Public key
console-engine-none = This shop has no embedded Xray: its keys live on other panels.
console-engine-config = Xray configuration
console-collector = Traffic collection
console-collector-state = State
console-collector-run = Last run
console-collector-newest = Data up to
console-collector-lag = Behind by

# The shop window.
console-tariffs = Tariffs
console-tariffs-lead = What customers see in the bot and the cabinet. A change works at once; what was bought stays as it was.
console-tariffs-none = There are no tariffs. Create the first one, and the shop can sell
console-tariff = Tariff
console-tariff-new = New tariff
console-tariff-price = Price
console-tariff-holds = What it holds
console-tariff-popular = Popular
console-tariff-popular-text = Make it stand out
console-tariff-unlimited = unlimited
console-tariff-on-sale = On sale
console-tariff-off-sale = Off sale
console-tariff-enable = Put on sale
console-tariff-disable = Take off sale
console-tariff-name = Name
console-tariff-price-rub = Price, ₽
console-tariff-days = Days
console-tariff-traffic = Traffic, GB
console-tariff-traffic-hint = Empty for unlimited
console-tariff-devices = Devices
console-tariff-description = Description
console-tariff-more = Discount, order, servers
console-tariff-before = Price before the discount, ₽
console-tariff-before-hint = Shown struck through. Not below the price.
console-tariff-position = Place in the list
console-tariff-code = Code for the API
console-tariff-code-hint = Latin letters; may stay empty
console-tariff-servers = On which servers
console-tariff-servers-hint = None chosen means every open one.
console-tariff-enable-text = Customers see “{ $name }” again.
console-tariff-disable-text = New customers no longer see “{ $name }”. Whoever has bought it keeps it to the end.
console-promocodes = Promocodes
console-promocodes-lead = People type a code in the bot or the cabinet. Each of them once.
console-promocodes-none = No promocodes yet
console-promocode = Promocode
console-promocode-new = New promocode
console-promocode-gives = What it gives
console-promocode-used = Used
console-promocode-hint = 3 to 32 characters: letters, digits, - and _
console-promocode-kind = What it gives
console-promocode-uses = How many people
console-promocode-uses-hint = Empty for no limit
console-promocode-until = Valid until
console-promocode-new-only = New people only
console-promocode-new-only-text = Who came within the last week
console-promocode-enable-text = The code can be used again.
console-promocode-disable-text = The code stops working. Whoever has used it loses nothing.
console-promocode-gives-balance = { $sum_kopeks } to the balance
console-promocode-gives-discount = { $percent }% off
console-promocode-gives-tariff = “{ $name }” for free
console-promocode-kind-balance = Money to the balance
console-promocode-kind-days = Days
console-promocode-kind-traffic = Traffic
console-promocode-kind-discount = A discount
console-promocode-kind-tariff = A tariff for free
console-promocode-value-balance = Amount, ₽
console-promocode-value-days = Days
console-promocode-value-traffic = Gigabytes
console-promocode-value-discount = Percent
console-campaigns = Campaigns
console-campaigns-lead = A link for each advertisement: who came by it, and what they have paid.
console-campaigns-none = No campaigns yet
console-campaign-new = New campaign
console-campaign-no-gift = no gift
console-campaign-people = Came
console-campaign-paid = Paid
console-campaign-link = Link
console-campaign-name = Name
console-campaign-name-hint = Only you see it
console-campaign-param = Word in the link
console-campaign-param-hint = Letters, digits and hyphens, 2 to 32 characters
console-campaign-bonus = Gift for the balance, ₽
console-campaign-days = Gift: days of VPN
console-campaign-gift = gift: { $gift }
console-broadcasts = Broadcasts
console-broadcasts-lead = One message to everybody who has not stopped the bot.
console-broadcasts-none = There have been no broadcasts yet
console-broadcast-new = New broadcast
console-broadcast-text = Text of the message
console-broadcast-hint = It comes to your own Telegram first: that is what everybody gets.
console-broadcast-send = Send
console-broadcast-started = The broadcast has begun
console-broadcast-cancel = Stop
console-broadcast-cancel-text = Whoever has it keeps it. Nobody else gets it.
console-broadcast-running = Under way
console-broadcast-finished = Finished
console-broadcast-cancelled = Stopped
console-broadcast-send-to = { $count ->
    [one] Send to { $count } person
   *[other] Send to { $count } people
}
console-broadcast-audience = { $count ->
    [one] { $count } person gets it.
   *[other] { $count } people get it.
}
console-broadcast-progress = { $sent } of { $total }
console-broadcast-failed = { $count ->
    [one] { $count } not delivered
   *[other] { $count } not delivered
}

# Events.
console-events = Events
console-events-search = Search the events
console-events-severity = Severity
console-events-type = Kind
console-events-every-type = Every kind
console-events-none = There were no such events
console-events-hours = { $hours ->
    [24] Last day
    [168] Last week
    [720] Last month
   *[other] Last half year
}
console-events-severity-of = { $severity ->
    [INFO] Ordinary
    [WARN] Important
    [ERROR] Faults
   *[other] Every severity
}
console-events-count = { $count } shown of { $total }
console-severity-info = Info
console-severity-warn = Important
console-severity-error = Fault
console-by-admin = administrator
console-by-program = program
console-by-shop = the shop
console-by-user = customer
console-type-auth = Accounts
console-type-payment = Money
console-type-subscription = Subscriptions
console-type-ticket = Tickets
console-type-broadcast = Broadcasts
console-type-service-health = Health
console-type-node = Servers
console-type-user = Keys
console-type-xray = Xray
console-type-system = System
console-type-settings = Settings
console-type-collector = Collection
console-type-shop = Shop
console-type-unknown = Other
console-event-auth-registered = A new customer
console-event-auth-blocked = Account blocked
console-event-auth-unblocked = Account unblocked
console-event-auth-email-verification = E-mail confirmation sent
console-event-auth-password-reset = New password asked for
console-event-auth-api-key-made = API key made
console-event-auth-api-key-revoked = API key revoked
console-event-payment-settled = Payment received
console-event-payment-left-on-balance = Money left on the balance
console-event-payment-refunded = Payment refunded
console-event-payment-doubted = Payment in doubt
console-event-payment-reviewed = Payment decided
console-event-payment-reversed = Payment taken back
console-event-payment-troubled = Payment system in trouble
console-event-payment-vendor-silent = A payment system does not answer
console-event-payment-vendor-answers = A payment system answers again
console-event-payment-balance-granted = Balance changed by hand
console-event-payment-referral-rewarded = Referral reward
console-event-payment-referral-returned = Referral reward taken back
console-event-payment-method-saved = Payment method saved
console-event-payment-charge-ahead = Charge ahead
console-event-payment-charge-refused = Charge refused
console-event-subscription-started = Subscription started
console-event-subscription-renewed = Subscription renewed
console-event-subscription-extended = Days or traffic given
console-event-subscription-expiring = Subscription ends soon
console-event-subscription-expired = Subscription ended
console-event-subscription-suspended = Subscription paused
console-event-subscription-resumed = Subscription runs again
console-event-subscription-autopay-failed = Autopay failed
console-event-subscription-access-ready = Key is ready
console-event-subscription-link-reissued = New link given
console-event-subscription-promocode-activated = Promocode used
console-event-ticket-opened = Ticket opened
console-event-ticket-message-added = Message in a ticket
console-event-ticket-closed = Ticket closed
console-event-payment-refund-asked = Refund asked for
console-event-broadcast-started = Broadcast started
console-event-broadcast-cancelled = Broadcast stopped
console-event-shop-tariff-changed = Tariff changed
console-event-shop-promocode-changed = Promocode changed
console-event-shop-campaign-made = Campaign made
console-event-node-changed = Server changed
console-event-broadcast-finished = Broadcast finished
console-event-service-health-service-down = Service down
console-event-service-health-service-up = Service up
console-event-node-keys-moved = Keys moved
console-event-node-accounts-taken-over = Accounts taken over
console-event-user-add = Key made
console-event-user-delete = Key removed
console-event-user-update = Key changed
console-event-user-kick = Key rotated
console-event-user-update-alias = Key renamed
console-event-user-move = Key moved
console-event-xray-restart = Xray restarted
console-event-system-backup-created = Backup made
console-event-system-backup-failed = Backup failed
console-event-system-backup-deleted = Backup deleted
console-event-system-backup-restored = Backup restored
console-event-system-backup-restore-asked = Restore asked for
console-event-system-backup-restore-failed = Restore failed
console-event-system-restart-ui = Restart asked for
console-event-system-checks-run = Self-checks run
console-event-settings-saved = Settings saved
console-event-collector-toggle = Collection switched
console-event-collector-manual-run-completed = Collection run by hand
console-detail-payment-id = payment
console-detail-subscription-id = subscription
console-detail-ticket-id = ticket
console-detail-server-id = server
console-detail-target-id = to server
console-detail-key-id = key
console-detail-promocode-id = promocode
console-detail-tariff-id = tariff
console-detail-campaign-id = campaign
console-detail-broadcast-id = broadcast
console-detail-api-key-id = API key
console-detail-referrer-id = invited by
console-detail-referred-id = invited
console-detail-method-id = method
console-detail-message-id = message
console-detail-amount-kopeks = amount
console-detail-price-kopeks = price
console-detail-balance-kopeks = balance
console-detail-required-kopeks = needed
console-detail-purpose = for
console-detail-reason = reason
console-detail-note = note
console-detail-outcome = outcome
console-detail-provider = system
console-detail-trouble = trouble
console-detail-count = count
console-detail-text = details
console-detail-source = source
console-detail-kind = kind
console-detail-automatic = automatic
console-detail-days = days
console-detail-traffic-bytes = traffic
console-detail-reminder = reminder
console-detail-refusal = refusal
console-detail-what = what
console-detail-name = name
console-detail-people = people
console-detail-size-bytes = size
console-detail-label = label
console-detail-by-staff = by staff
console-detail-code = code
console-detail-scopes = scopes
console-detail-ok = ok
console-detail-detail = details
console-detail-names = what
console-detail-enabled = enabled
console-detail-day = day
console-detail-rows = rows
console-detail-total = total
console-detail-failed = failed
console-detail-service = service
console-detail-made-at = made
console-detail-before = backup before it
console-detail-send = send
console-truth-true = yes
console-truth-false = no

# Backups, checks, settings, the machine.
console-backups = Backups
console-backups-lead = The whole shop of one moment: database, keys, settings. The shop goes on meanwhile.
console-backups-none = No backups yet. Make the first one
console-backup-make = Make a backup
console-backup-made = The backup is made
console-backup-look = Look inside
console-backup-restore = Restore
console-backup-encrypted = encrypted
console-backup-holds = What the backup holds
console-backup-created = Made
console-backup-version = Version of the shop
console-backup-keys = Keys
console-backup-servers = Servers
console-backup-remove-title = Delete the backup
console-backup-restore-title = Restore the shop
console-backup-restore-word = restore
console-backup-restore-warning = What has happened since is only in a new backup, which the shop makes before it restores. Then the shop restarts.
console-backup-keys-now = Keys now
console-backup-keys-then = Keys in the backup
console-backup-returning = The shop is being restored
console-backup-returning-text = Waiting for the shop to start again. It usually takes less than a minute.
console-backup-not-back = The shop still does not answer. Look at its log on the server.
console-backup-remove-text = Delete { $name } for good?
console-backup-restore-text = The shop becomes what it was at { $name }.
console-backup-label-manual = By hand
console-backup-label-scheduled = Scheduled
console-backup-label-pre-restore = Before a restore
console-checks = Self-checks
console-checks-run = Run all checks
console-checks-lead = The shop checks its database, books, keys, Telegram and machine, and says what to do.
console-checks-none = There are no checks
console-checks-fine = All is well
console-checks-last = Last run: { $time }
console-checks-failed = { $count ->
    [one] { $count } check failed
   *[other] { $count } checks failed
}
console-check-passed = Passed
console-check-failed = Failed
console-check-unknown = Not run
console-check-name-database = Database
console-check-name-migrations = Migrations
console-check-name-settings = Settings
console-check-name-books = Books
console-check-name-outbox = Outbox
console-check-name-redis = Redis
console-check-name-telegram = Telegram
console-check-name-keys = Keys
console-check-name-outside-panels = Outside panels
console-check-name-payment-vendors = Payment vendors
console-check-name-payment-webhooks = Payment webhooks
console-check-name-collector = Collector
console-check-name-disk = Disk
console-check-name-clock = Clock
console-check-name-engine = Engine
console-check-name-ports = Ports
console-check-name-reality-target = Reality target
console-check-name-cabinet-pages = Cabinet pages
console-settings = Settings
console-settings-ui = Other panels
console-settings-collector = Traffic collection
console-settings-xray = Xray engine
console-settings-lead-ui = How panels that use the operator API show themselves.
console-settings-lead-collector = Folds the traffic of keys into days for reports.
console-settings-lead-xray = Set in the environment at the start; only shown here.
console-setting-ui-theme = Theme
console-setting-ui-lang = Language
console-setting-ui-realtime-mode = Refresh
console-setting-ui-eco-poll-sec = Pause in the eco mode, s
console-setting-ui-live-push-sec = Pause in the live mode, s
console-setting-collector-enabled = Collect traffic
console-setting-collector-anomaly-bytes = Unusually much in a day, GB
console-setting-xray-service-name = Service
console-setting-xray-server-host = Host
console-setting-xray-server-port = Port
console-setting-xray-sni = SNI
console-setting-xray-fp = Fingerprint
console-setting-xray-flow = Flow
console-setting-xray-reality-pbk = Reality public key
console-setting-xray-stats-api-enabled = Traffic counters
console-setting-value-dark = Dark
console-setting-value-light = Light
console-setting-value-system = As the system
console-setting-value-ru = Russian
console-setting-value-en = English
console-setting-value-eco = Eco
console-setting-value-live = Live
console-machine = Machine
console-machine-cpu = Processor
console-machine-memory = Memory
console-machine-disk = Disk
console-machine-services = Services
console-machine-ports = Ports
console-machine-no-ports = There are no ports
console-machine-restart = Restart the shop
console-machine-restart-text = The process ends and is started again. Customers' VPN breaks for a few seconds.
console-restarted = Restarting
console-machine-cores = { $count ->
    [one] { $count } core
   *[other] { $count } cores
}
console-service-ui = The shop
console-service-xray = Xray
console-service-site = The shop's site
