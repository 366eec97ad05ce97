# What came of testing a setting: the console.

setting-test-letter-subject = { $shop }: a test letter
setting-test-letter-body = This letter was sent from the settings of { $shop } to see whether letters arrive. They do.
setting-test-letter =
    { $outcome ->
        [sent] The mail server took a letter to { $address } and answered: { $text }. Look into the mailbox, and into its spam folder.
        [off] No mail server is set, so the shop sends no letters. Enter its address first.
        [address] Say where the letter should go: your own account has no e-mail address.
        [login] The mail server does not accept the name and the password: { $text }. Check both; many mail services want a password made for programs.
        [recipient] The mail server does not take letters to { $address }: { $text }. Try another address.
        [sender] The mail server does not take letters from this sender: { $text }. Set “Sender of e-mails” to an address that belongs to this mailbox.
        [encryption] The mail server and the shop did not agree on a connection: { $text }. Try smtps:// with port 465, or smtp:// with port 587.
        [unreachable] The mail server cannot be reached: { $text }. Check its name and port, and whether your hoster lets letters out.
       *[refused] The mail server refused the letter: { $text }. Ask whoever runs it.
    }
setting-test-vendor =
    { $outcome ->
        [accepted] { $vendor } accepts these credentials. { $text }
        [test] { $vendor } accepts these credentials, and they are those of a test shop ({ $text }): no real money moves. Its payments count only while “Test shop” is on.
        [partly] { $vendor } accepts the API key. The rest cannot be tried without a payment: make a small one yourself.
        [missing] Not all that { $vendor } needs is set. Enter it first.
        [credentials] { $vendor } does not accept these credentials ({ $text }). Copy them once more from its cabinet, without spaces.
        [refused] { $vendor } answers, but refuses the question ({ $text }). Check the credentials, and whether your account there is open.
       *[silent] { $vendor } does not answer ({ $text }). Try again later; if it lasts, look at its site and at this machine's network.
    }
setting-test-channel =
    { $outcome ->
        [off] No channel is set: everybody gets the trial.
        [administrator] The bot is an administrator of { $channel } and sees who is in it.
        [member] The bot is no administrator of { $channel }, so it cannot see who is in it. Add it there: channel → Administrators → Add.
        [absent] There is no public channel { $channel }. Check the name: it is what stands after t.me/.
       *[silent] Telegram does not answer now. Try again in a minute.
    }
setting-test-reality =
    { $outcome ->
        [good] { $target } can serve: it speaks TLS 1.3 and HTTP/2, and its certificate is for { $name }.
        [sni-choice] { $target } can serve, but Xray itself warns against the name { $name }: such names draw attention. Better choose another site.
        [target-form] The target must be host:port, for example dl.google.com:443.
        [target-reachable] { $target } does not answer from here ({ $text }). Choose a site that this server reaches.
        [target-tls13-x25519] { $target } does not speak TLS 1.3 as Reality needs it ({ $text }). Choose another site.
        [target-handshake] { $target } breaks the connection off ({ $text }). Choose another site.
        [target-h2] { $target } does not speak HTTP/2 ({ $text }). Choose another site.
        [sni-in-certificate] The certificate of { $target } is not for { $name } ({ $text }). Use a name from it as the Reality server name.
        [certificate-trusted] Browsers do not trust the certificate of { $target } ({ $text }). Choose another site.
       *[silent] { $target } was asked and did not answer in time. Choose a site that answers faster.
    }
setting-test-timezone =
    { $outcome ->
       *[good] In the zone { $place } it is { $now_at } now.
    }
