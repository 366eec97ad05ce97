# Payments, purchases and service as administrators see them in the bot.
bot-admin-payments = 💳 Payments
bot-admin-payments-list = 💳 <b>Payments</b>, { $number } in all
bot-admin-payments-none = 💳 There are no payments yet.
bot-admin-payments-review = 🔎 <b>Waiting for your decision</b>
bot-admin-payments-none-in-review = 🔎 No payment waits for a decision.
bot-admin-payments-of = 💳 <b>Payments of { $name }</b>
bot-admin-payments-none-of = 💳 { $name } has not paid anything yet.
bot-admin-payments-found = 🔎 Several payments were found:
bot-button-admin-review = 🔎 Waiting for a decision: { $number }
bot-button-admin-find-payment = 🔎 Find a payment
bot-ask-payment-query = 🔎 Which payment? Its number here, or its id at the payment system, whole.
bot-admin-sum = { $currency ->
    [XTR] { $amount } ⭐
    [RUB] { $amount_kopeks }
   *[other] { $amount } { $currency } (smallest units)
}
bot-button-admin-payment = { $state ->
    [pending] ⏳
    [completed] ✅
    [failed] ✖️
    [expired] ⌛
    [review] 🔎
    [refunding] ↩️
    [refunded] ↩️
    [dismissed] ✖️
   *[other] •
} No. { $number } · { $sum } · { $name }
bot-admin-payment =
    💳 <b>Payment no. { $number }</b>
    { $state ->
        [pending] ⏳ Waiting for the money
        [completed] ✅ Paid
        [failed] ✖️ Not paid: the payment failed
        [expired] ⌛ Not paid in time
        [review] 🔎 Waiting for your decision
        [refunding] ↩️ Being given back; the payment system has not answered yet
        [refunded] ↩️ Given back
        [dismissed] ✖️ Dismissed, nothing is credited
       *[other] { $state }
    }

    👤 { $name } · No. <code>{ $user }</code>
    Sum: <b>{ $sum }</b>, { $method }
    On the balance: { $credited_kopeks }
    Number at { $method }: <code>{ $external }</code>
    Opened: { $created_at }{ $later }
bot-admin-payment-settled-at = Paid: { $at }
bot-admin-payment-refunded-at = Given back: { $at }
bot-admin-payment-reversed-at = Taken back by the payment system: { $at }
bot-admin-payment-doubt = 🔎 Why: { $reason }. What came: { $came }. Nothing is credited. { $worth ->
    [yes] If you accept it, { $credit_kopeks } goes to the balance.
   *[no] It cannot be accepted: no money came of it, or another currency.
} Look it up at the payment system, then accept or dismiss it.
bot-admin-payment-no-refunds = ℹ️ { $method } cannot give money back. Give it to the balance instead: open “Purchases” and return what was bought.
bot-button-admin-payment-check = 🔄 Check now
bot-button-admin-payment-refund = ↩️ Give the money back
bot-button-admin-payment-accept = ✅ Accept
bot-button-admin-payment-dismiss = ✖️ Dismiss
bot-admin-payment-checked = 🔄 The payment system was asked just now.
bot-admin-payment-confirm-refund = Give { $sum } of payment no. { $number } back to <b>{ $name }</b>? The same money leaves the balance.
bot-admin-payment-confirm-accept = Accept payment no. { $number } of <b>{ $name }</b>? The bill was { $sum }, { $came } came, and { $credit_kopeks } goes to the balance. Do this only if the payment system shows it as paid.
bot-admin-payment-confirm-dismiss = Dismiss payment no. { $number } of <b>{ $name }</b> ({ $sum })? Nothing will be credited.
bot-admin-payment-refunded = ✅ The money is given back.
bot-admin-payment-refund-waits = ⏳ The payment system has not answered yet. It is asked again by itself; the money is held meanwhile.
bot-admin-payment-accepted = ✅ The payment is accepted: { $credited_kopeks } is credited.
bot-admin-payment-dismissed = ✅ The payment is dismissed, nothing is credited.
bot-admin-payment-spent = ⚠️ The customer has spent this money: { $required_kopeks } needed, { $available_kopeks } on the balance. Return a purchase to the balance first, under “Purchases”.

bot-button-admin-purchases = 🛒 Purchases
bot-admin-purchases = 🛒 <b>Purchases of { $name }</b>
bot-admin-no-purchases = 🛒 { $name } has not bought anything yet.
bot-admin-purchase = { $at } · { $what } · { $amount_kopeks }{ $returned ->
    [yes] {" "}· ↩️ returned to the balance
   *[no] {""}
}
bot-button-admin-return = ↩️ To the balance: { $what }, { $amount_kopeks }
bot-admin-confirm-return = Return { $amount_kopeks } for “{ $what }” to the balance of <b>{ $name }</b>? The subscription goes on; pause it apart if it must stop.
bot-admin-returned = ✅ The money is on the balance: { $balance_kopeks } now.
bot-admin-returned-before = ℹ️ This purchase is returned already.
bot-button-admin-suspend = ⏸ Pause the subscription
bot-button-admin-resume = ▶️ Let the subscription run
bot-admin-confirm-suspend = Pause the subscription of <b>{ $name }</b>? The VPN stops at once; the days go on.
bot-admin-confirm-resume = Let the subscription of <b>{ $name }</b> run again?
bot-admin-suspended = ⏸ The subscription is paused. The customer is told.
bot-admin-resumed = ▶️ The pause is over. If the period has ended meanwhile, the customer can renew.
bot-admin-not-switched = ℹ️ Nothing has changed: the subscription was not in that state any more.
