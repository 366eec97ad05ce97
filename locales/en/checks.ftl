# Self-checks: what they look at, what they find and what to do; the console, the operator API and vitrina doctor.

# verdicts and what every check can answer

check-passed = ok
check-failed = FAIL
check-none-used = none is used
check-no-answer = no answer within { $seconds } s
check-no-answer-advice = Whatever it asks does not answer: look at the network and the load of this machine.
check-broke = it broke: { $error }
check-broke-advice = See the log of this process for what happened.
check-worker-advice = Is a worker running? Start `vitrina worker`, or `vitrina run` for everything.

# what each check looks at

check-about-database = The database answers.
check-about-migrations = The database has the tables of this version.
check-about-settings = Every stored setting is used.
check-about-books = Every balance is the sum of its entries.
check-about-outbox = No reaction to what happened waits for long or keeps failing.
check-about-redis = Redis answers, if it is used.
check-about-telegram = The bot's token is good, and its webhook works.
check-about-keys = Every panel holds the keys that it should.
check-about-outside-panels = Servers are on sale, and panels on other machines work.
check-about-payment-vendors = Vendors that can be asked accept their keys.
check-about-payment-webhooks = Vendors know where to tell of payments.
check-about-collector = Traffic is folded into reports in time.
check-about-disk = The disk has room.
check-about-clock = This machine's clock is right.
check-about-engine = The embedded Xray serves.
check-about-ports = Somebody listens where customers come in.
check-about-reality-target = The site that Reality shows to strangers can serve.

# database, tables, settings, balances

check-database-answers = { $engine } answers in { $milliseconds } ms
check-database-large = its file is too large to be looked through in { $seconds } s
check-database-damaged = { $path } is damaged: { $reason }
check-database-foreign = it is no SQLite database
check-database-damaged-advice = Every further write makes it worse: stop every process of the shop and put a backup into place: `vitrina backups`, `vitrina restore FILE`.
check-migrations-fine = all { $count } are applied
check-migrations-missing = not applied: { $names }
check-migrations-missing-advice = Restart the shop: every process brings the database up to date when it starts.
check-migrations-unknown = unknown: { $names }
check-migrations-unknown-advice = The database is of a newer version: upgrade the shop, or restore a backup of this one.
check-settings-fine = version { $version } holds
check-settings-unused = stored and not used: { $names }
check-settings-unused-advice = They contradict the environment, or { $file } in DATA_DIR is not the file that they were sealed with: set them again in the console or by `vitrina settings set`.
check-books-fine = every balance is the sum of its entries
check-books-wrong = balances of users { $users } are not the sum of their entries
check-books-wrong-advice = Somebody changed users.balance_kopeks past the ledger: restore the column from the sum of ledger_entries.

# what waits, Redis, Telegram

check-outbox-lag = the oldest due reaction waits { $seconds } s
check-outbox-stuck = { $count } keep failing ({ $reactions }), the oldest because: { $reason }
check-outbox-stuck-advice = See `vitrina reactions list`; repeat them there when the reason is gone, or drop them.
check-redis-unused = not used
check-redis-fine = answers
check-redis-silent = Redis does not answer: { $error }
check-redis-silent-advice = Check REDIS_URL; without Redis the shop works, a second slower at times.
check-telegram-refused = Telegram cannot be used: { $error }
check-telegram-refused-advice = Check BOT_TOKEN with @BotFather, and that this machine reaches TELEGRAM_API_URL.
check-telegram-webhook-failed = @{ $name }, webhook: { $error }
check-telegram-webhook-failed-advice = Telegram cannot reach PUBLIC_URL: it needs https on port 443, 80, 88 or 8443.
check-telegram-webhook = @{ $name }, webhook
check-telegram-polling = @{ $name }, polling
check-telegram-skipped = { $count } updates could not be handled and were skipped, the last on { $time }

# keys, panels, what is on sale

check-keys-fine = every panel holds what is wanted
check-keys-refused = panels refuse { $count } keys: { $keys }
check-keys-more = and { $count } more
check-keys-refused-advice = Mend in the panel, or in the server's settings, what it says; the shop tries again by itself.
check-keys-behind = { $count } keys wait for their panel for more than a minute
check-keys-behind-advice = Is the worker running, and does the server's panel answer? Its log says what it refuses.
check-nothing-on-sale = no server is on sale, nobody can buy or renew
check-tariffs-off-sale = the servers of { $tariffs } are off sale
check-panels-fine = { $count } work
check-panel-detail = { $server }: { $detail }
check-panels-leftover = { $server }: the account { $account } stays behind: { $error }
check-panels-wrong-advice = See `vitrina admin check-server`; what waits for a panel follows when it is back.
check-panels-token-advice = Give the shop its new credentials with `vitrina admin set-panel`.
check-panels-sale-advice = See `vitrina admin servers`; `vitrina admin set-sale NUMBER on` puts one on sale.

# payment systems

check-payment-vendors-fine = { $names } in order
check-payment-vendors-none = none in order
check-payment-vendor-silent = { $vendor }: no answer
check-payment-vendor-refused = { $vendor }: { $error }
check-payment-vendors-refused-advice = Check the vendor's keys in .env against its cabinet, and that this machine reaches it.
check-payment-webhooks-none = no vendor sends any
check-payment-webhooks-no-address = PUBLIC_URL is not set: { $names } cannot tell of payments, which are found minutes later by asking
check-payment-webhooks-no-address-advice = Set PUBLIC_URL to the https address of the web process, then run this again to see their addresses.
check-payment-webhook-set = { $vendor } { $address } (set in its cabinet: { $page })
check-payment-webhook-told = { $vendor } { $address } (told with every bill)

# Xray and its ports

check-engine-none = no Xray is embedded
check-engine-no-worker = the worker does not answer
check-engine-no-worker-advice = Start `vitrina worker`, or `vitrina run` for all.
check-engine-fine = Xray { $version } serves
check-engine-down = Xray does not serve: { $details }
check-engine-down-advice = See the worker's log; a taken port or a wrong REALITY_TARGET is said there in words.
check-ports-fine = { $ports } taken by the shop
check-ports-none = none taken by the shop
check-ports-silent = nobody listens at { $ports }
check-ports-silent-advice = Is a worker running? If it is, its log says why it cannot have the port; set XRAY_PORT to a free one.

# traffic, disk, clock, pages

check-collector-off = switched off by an operator; nothing is lost meanwhile
check-collector-new = has not run yet
check-collector-ran = ran { $seconds } s ago
check-disk-free = { $free_bytes } free at { $folder }
check-disk-full-advice = Make room: old backups and logs first, then a larger disk.
check-clock-unknown = nobody outside tells the time now
check-clock-apart = { $seconds } s from Telegram's
check-clock-apart-advice = Switch time synchronisation on: timedatectl set-ntp true
check-cabinet-pages-fine = built
check-cabinet-pages-missing = not built: /app has nothing to show
check-cabinet-pages-old = built from other sources than these
check-cabinet-pages-advice = Run `make install`, then restart.

# Reality and the site behind it

check-reality-fine = { $count } things looked at, all in order
reality-target-form = { $error }
reality-target-form-advice = Write the target as host:port, for example ...:443.
reality-poor-name = { $name }: Xray itself warns against this name
reality-poor-name-advice = Prefer another.
reality-port = port { $port }
reality-port-advice = 443 looks most like the target; use it when you can.
reality-private-key-unreadable = the private key cannot be read: { $error }
reality-other-public-key = the private key belongs to { $public_key }
reality-key-pair-advice = Make a new pair and issue the links again.
reality-short-ids-fine = { $count } given
reality-short-ids-invalid = not valid: { $ids }
reality-short-ids-none = there is none
reality-short-ids-advice = Each has 0-16 lower-case hex digits, an even number of them.
reality-reachable = { $name }: { $milliseconds } ms
reality-unreachable = { $name }: { $error }
reality-unreachable-advice = Check host, port and firewall; every new connection of a customer needs the target.
reality-tls13 = { $name }: TLS 1.3 with X25519 at once
reality-older-tls = { $name }: an older TLS
reality-tls-alert = { $name }: TLS alert { $alert }
reality-other-share = { $name }: asks for another key share
reality-other-group = { $name }: picked group { $group }
reality-tls13-advice = Choose a target that speaks TLS 1.3 with X25519.
reality-hybrid = { $name }: picks X25519MLKEM768
reality-no-hybrid = { $name }: no X25519MLKEM768
reality-no-hybrid-advice = Works; a target with X25519MLKEM768 looks more like a current site.
reality-handshake-failed = { $name }: { $error }
reality-handshake-failed-advice = Choose another target.
reality-try-again = Try again.
reality-no-http2 = { $name }: { $protocol }
reality-no-http2-advice = Choose a target that speaks HTTP/2.
reality-name-covered = { $name } in { $names }
reality-name-foreign = { $name } in { $names }
reality-name-foreign-advice = Use a name from the target's certificate as the server name.
reality-untrusted = { $name }: { $error }
reality-untrusted-advice = Choose a target whose certificate browsers trust.
reality-own-port-silent = { $address }: { $error }
reality-own-port-silent-advice = Start the server, and open the port in the firewall and at the hoster.
reality-own-port-foreign = { $fingerprint }
reality-own-port-foreign-advice = Something else answers on our port, or the target has several certificates.

# why a payment waits for a decision

review-given-back = given back before it was booked
review-test = a test payment, no real money
review-other-provider = another provider was asked to collect it
review-other-currency = { $came } came instead of { $asked }
review-too-little = { $came } came instead of { $asked } { $currency }, in minor units

# trouble of panels and engines

panel-accounts-missing = { $count } accounts are missing at once; is this the right panel? Nothing was changed
panel-key-refused = { $account } ({ $whose }): { $reason }
panel-says-nothing = it does not say what is wrong
panel-account-refused = { $account }: { $reason }
engine-not-started = not started
panel-slow = the panel does not answer within { $seconds } s
engine-starting = the core is starting
engine-listening = listening on { $listen } port { $port }, { $keys } keys
engine-second-process = { $error }
engine-port-taken-meanwhile = port { $port } is taken: { $error }
engine-port-forbidden = port { $port } on { $listen } needs a privilege: { $reason }. Give the process CAP_NET_BIND_SERVICE, or choose a port above 1023.
engine-port-taken = port { $port } on { $listen } is taken: { $reason }. Stop the program that holds it (`ss -ltnp 'sport = :{ $port }'` names it) or choose another port; serving starts by itself when it is free.
engine-port-unusable = port { $port } on { $listen } cannot be opened: { $reason }. Set the listen address to one this machine has.
engine-cannot-start = the core cannot be started: { $error }
engine-not-ready = the core is not ready after { $seconds } s: { $words }
engine-configuration-refused = the core refuses its configuration (exit code { $code }): { $words }
engine-exited = the core exited with { $code }: { $words }
engine-stopped = the core is stopped
engine-control-silent = the core does not answer its control
engine-control-failed = control failed: { $error }
engine-left = the core has left
engine-crashed = the core exited with { $code }; a new one is starting
engine-crashed-at-once = the core exited with { $code } at once
engine-stopped-here = stopped
engine-stays = the running core stays: { $reasons }
engine-ended = the core exited with { $code }
engine-silent = the core has not answered for { $seconds } s; it is replaced
engine-no-answer = the core does not answer
engine-port-shut = port { $port } was shut though the core runs; it is opened again
engine-port-shared = another program listens at port { $port } too and takes a part of the connections: `ss -ltnp 'sport = :{ $port }'` names it; stop it
engine-target-silent = { $target } does not answer within { $seconds } s
engine-target-down = { $target }: { $error }
engine-target-old = { $target } answers { $name } with an older TLS or another key share
engine-target-alert = { $target } answers { $name } with a TLS alert ({ $alert })
engine-port-silent = a handshake at our own port { $port } is not answered within { $seconds } s
engine-port-fails = a handshake at our own port { $port } fails: { $error }
panel-unreadable = the answer cannot be read: { $what }
panel-closed-connection = { $request }: the connection was closed without an answer
panel-no-answer = { $request }: { $error }
panel-no-address = { $request }: the panel's address is no address
panel-broken = { $answer }
panel-redirect = { $answer }, a redirect: is the panel's address right?
panel-stranger = { $answer }, { $error }: something else than the panel answers at this address
panel-empty = { $answer }, empty
panel-refuses-shop = { $answer }: the panel refuses the shop's credentials
panel-token-ended = the API token has ended on { $day }: make a new one in the dashboard
panel-token-ends = the API token ends in { $days } days: make a new one in the dashboard
panel-token-lasts = the API token lasts until { $day }
panel-no-squad = the panel has no internal squad { $squads }
panel-nodes = { $up } of { $total } nodes connected
panel-profile-fails = access profile '{ $profile }': { $error }
panel-trial-fine = accounts can be made and removed
panel-no-profiles = no access profile has squads
panel-trial-stays = the account { $account } stays behind, remove it by hand: { $error }
panel-not-marzban = version { $version } is not Marzban 0.8: another program with a similar API?
panel-core-down = the panel answers, but its Xray core is not running
panel-own-administrator = { $error }; give the shop an administrator of its own in Marzban's settings
panel-no-inbound = the panel has no inbound for { $protocols }
panel-unknown-inbounds = the access profile '{ $profile }' names inbounds the panel does not have: { $names }
panel-sudo = the shop's administrator is a sudo one and sees other people's users: use one that is not
panel-nodes-away = nodes not connected: { $names }
panel-trial-without-link = a new account gets no usable link: look at the panel's hosts
panel-time-zone =
    accounts expire { $wrong ->
        [early] early
       *[late] late
    }: the panel's time zone is not UTC; run Marzban with TZ=UTC
panel-login-refused-before = Marzban has refused the administrator's name or password some minutes ago
panel-login-refused = Marzban refuses the administrator's name or password
panel-refuses-request = { $request }: { $error }
panel-token-refused = { $request }: Remnawave refuses the API token: it has ended, was deleted, or lacks the scope
panel-too-old = Remnawave { $version } is too old: the shop works with 2.8 and newer
panel-marzban-without-link = Marzban gives no usable link for the access profile '{ $profile }': look at its hosts, at the inbounds in the server's settings, and for publicKey in each inbound's realitySettings
panel-expired-early = Marzban says that an account has expired before its time: run it with TZ=UTC
panel-account-gone = { $account } is not on the panel any more
panel-marzban-contradicts = the panel says that { $account } exists and does not find it
panel-account-vanished = { $account } disappeared from the panel while it was written: HTTP { $status }
panel-uuid-in-use = the UUID of { $account } is already in use by { $other }
panel-other-administrator = { $account } belongs to another administrator of the panel
panel-remnawave-without-link = Remnawave gives no link for the access profile '{ $profile }': its squads need inbounds, and these need hosts that are switched on
panel-remnawave-contradicts = Remnawave says that { $account } exists and does not find it
panel-account-vanished-writing = { $account } disappeared from the panel while it was written
panel-account-vanished-reading = { $account } disappeared from the panel while its links were read
panel-foreign-account = { $account } on the panel does not carry this shop's note: somebody else's account
panel-profile-without-inbounds = the server's settings give no inbounds for the access profile '{ $profile }'
panel-unknown-protocol = Marzban has no protocol { $names }
panel-profile-without-squads = the server's settings give no internal squad for the access profile '{ $profile }'
panel-other-owner = { $account } belongs to another owner
panel-other-shop = { $account } belongs to another shop
engine-worker-silent = the worker is silent

# trouble with payment systems

vendor-foreign-signature = the signature is not { $vendor }'s
vendor-foreign-headers = not with { $vendor }'s headers
vendor-foreign-address = not from an address of YooKassa's
vendor-key-characters = { $request }: a key holds characters that no key has
vendor-stars-by-bot = Telegram tells of Stars through the bot alone
vendor-transaction-unreadable = Telegram lists a transaction at place { $position } that cannot be read
vendor-listed-unreadable = { $vendor } lists { $payment }, which cannot be read
vendor-nobodys-signs = no provider's signature, address or shape
vendor-too-many-strangers = more than { $count } payments that nobody knows
vendor-unconfirmed = { $names }: the provider does not confirm it
vendor-nobodys-payment = { $names }: nobody's payment
vendor-says-status =
    { $payment } ({ $external }): says { $status ->
        [refunded] refunded
        [failed] failed
        [expired] expired
       *[pending] pending
    }
vendor-says-amount = { $payment } ({ $external }): says { $said } instead of { $booked } { $currency }
vendor-does-not-list = { $payment } ({ $external }): does not list it
