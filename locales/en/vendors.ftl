# Payment vendors as their owner sets them up: the console and the command.

vendor-step-public-url = First set the shop's address (Settings → Shop): without it the vendor has nowhere to tell of payments. It has to be https.
vendor-steps-stars =
    Nothing has to be set up: Telegram Stars come through the bot itself.
    What a star is worth is set in Settings → Money.
vendor-steps-yookassa =
    In YooKassa's cabinet open Integration → API keys, issue a secret key, and enter it here together with the shop id (shopId).
    Open Integration → HTTP notifications there and put the webhook address in.
    Tick payment.succeeded, payment.canceled and refund.succeeded, and save.
    Remembered cards need YooKassa's permission: ask its manager, then switch on “Remember cards” here.
vendor-steps-mulenpay =
    In MulenPay's cabinet open the page of your shop; enter its API key, its secret key and its number here.
    Put the webhook address into “callback URL” on the same page. There are no events to tick.
vendor-steps-platega =
    Enter the merchant id and the secret of Platega's cabinet here, and save them first.
    In the cabinet open Settings → Callback URLs and put the webhook address in. There are no events to tick.
    Platega tries the address at once with an empty request; the shop answers it.
vendor-steps-cryptobot =
    In Telegram open @CryptoBot → Crypto Pay → My Apps, create an app, and enter its token here.
    Open Webhooks in the app, switch them on, and put the webhook address in. It tells of paid invoices; there is nothing to tick.
vendor-steps-heleket =
    From Heleket's cabinet enter the merchant id and the payment API key here; the payout key is another one and is not needed.
    The webhook address has to be set nowhere: the shop tells it with every payment.
vendor-steps-tribute =
    Your Tribute account needs a shop: Tribute's support opens it.
    In Tribute open Settings → API Keys, create a key, and enter it here; where you have several shops, enter the shop id too.
    Put the webhook address into “webhook URL” on the same page. All events of the account come to it; the shop takes those of its orders.
vendor-trouble =
    { $kind ->
        [silent] It does not answer. Look at its site and at this machine's network.
        [forged] Webhooks without a good signature came. If customers' payments are late, check the keys; otherwise somebody is only trying.
        [unmatched] It told of payments that are not in the shop. Look them up in its cabinet.
        [unbookable] It lists a payment that cannot be booked. Look it up in its cabinet and in the log.
       *[difference] The shop has booked a payment that it does not confirm. Compare it with its cabinet.
    }
method-surcharge = Fee { $percent }%
method-discount = Discount { $percent }%
