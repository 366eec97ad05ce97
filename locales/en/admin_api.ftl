# What the console's API tells an operator where customers are told something else.
admin-error-insufficient-balance = The customer has too little: { $required_kopeks } needed, { $available_kopeks } on the balance. Return a purchase to the balance first, or take less.
admin-error-subscription-not-found = This customer has no subscription. They get one with a trial, a purchase or a promocode of a tariff.
admin-error-ticket-closed = This request is closed. The customer can open a new one; you can write to them in Telegram.
admin-error-cannot-refund = This cannot be given back: it was given back already, is not completed, or the payment system gives nothing back. Look at its state; a purchase can be returned to the balance.
