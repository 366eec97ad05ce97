"""Telegram Stars as the bot sees them."""

from typing import Any

from sandbox import payments
from sandbox.chats import Person
from sandbox.errors import bad_request, required
from sandbox.methods.call import Call, Handler
from sandbox.methods.sending import deliver

Json = dict[str, Any]

TITLE_LIMIT = 32
DESCRIPTION_LIMIT = 255
PAYLOAD_LIMIT_BYTES = 128


def send_invoice(call: Call) -> Json:
    """An invoice as a message; a Pay button is added when the request has no keyboard."""
    fields = _invoice_fields(call)
    if fields.pop("subscription_period"):
        raise bad_request("STARS_INVOICE_INVALID")
    call.world.writable_chat(call.args.get("chat_id"))  # an invoice nobody can see must not be registered
    _check_pay_button(call)
    invoice = payments.new_invoice(call.world, {**fields, "start_parameter": call.text("start_parameter")})
    content: Json = {"invoice": invoice.body()}
    if not call.args.get("reply_markup"):
        label = f"Pay ⭐️{invoice.total_amount}"
        call.args["reply_markup"] = {"inline_keyboard": [[{"text": label, "pay": True}]]}
    message = deliver(call, content, with_invoice=True)
    invoice.chat_id, invoice.message_id = message["chat"]["id"], message["message_id"]
    return message


def create_invoice_link(call: Call) -> str:
    """An invoice anybody can pay by its link ``https://t.me/$slug``."""
    invoice = payments.new_invoice(call.world, _invoice_fields(call))
    return f"https://t.me/${invoice.slug}"


def answer_pre_checkout_query(call: Call) -> bool:
    """Let a payment through, or refuse it with ``error_message``."""
    ok = call.flag("ok")
    message = call.text("error_message")
    if not ok and not message:
        raise required("error_message")
    answer = {"ok": ok, "error_message": message}
    call.world.settle("pre_checkout_query", call.args.get("pre_checkout_query_id"), answer)
    return True


def refund_star_payment(call: Call) -> bool:
    """Give the stars of a charge back."""
    payments.refund(call.world, _person(call), call.needed("telegram_payment_charge_id"))
    return True


def get_star_transactions(call: Call) -> Json:
    """Income and refunds, the oldest first; ``offset`` skips, ``limit`` is 1-100."""
    limit, offset = call.integer("limit", 100), call.integer("offset")
    if not 1 <= limit <= 100 or offset < 0:
        raise bad_request("invalid limit or offset specified")
    return {"transactions": call.world.transactions[offset : offset + limit]}


def get_my_star_balance(call: Call) -> Json:
    """The bot's own stars."""
    return {"amount": payments.balance(call.world)}


def edit_user_star_subscription(call: Call) -> bool:
    """Cancel a customer's subscription, or let it go on."""
    charge = call.world.charges.get(call.needed("telegram_payment_charge_id"))
    if charge is None or charge.person is not _person(call) or not charge.expires_at:
        raise bad_request("CHARGE_NOT_FOUND")
    charge.state = "canceled" if call.flag("is_canceled") else "active"
    return True


def _person(call: Call) -> Person:
    person = call.world.people.get(call.integer("user_id"))
    if person is None:
        raise bad_request("user not found")
    return person


def _invoice_fields(call: Call) -> Json:
    """The checked fields of an invoice, named as in Invoice."""
    title, description, payload = call.needed("title"), call.needed("description"), call.text("payload")
    if "payload" not in call.args:
        raise required("payload")
    currency = call.needed("currency")
    prices = call.json("prices", complaint="can't parse prices JSON object")
    if prices is None:
        raise required("prices")
    if not isinstance(prices, list) or not prices:
        raise bad_request("there must be at least one price")
    if len(title) > TITLE_LIMIT or len(description) > DESCRIPTION_LIMIT:
        raise bad_request("PRODUCT_TITLE_INVALID" if len(title) > TITLE_LIMIT else "PRODUCT_DESCRIPTION_INVALID")
    if not 1 <= len(payload.encode()) <= PAYLOAD_LIMIT_BYTES:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if currency != "XTR" or call.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")  # the sandbox has no card providers
    if len(prices) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    try:
        total = sum(int(price["amount"]) for price in prices)
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse labeled price: LabeledPrice must have an amount") from None
    return {
        "title": title,
        "description": description,
        "payload": payload,
        "total_amount": total,
        "photo_url": call.text("photo_url"),
        "subscription_period": call.integer("subscription_period"),
    }


def _check_pay_button(call: Call) -> None:
    """The first button of an invoice's own keyboard must pay."""
    markup = call.json("reply_markup", {})
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if rows and not (rows[0] and isinstance(rows[0][0], dict) and rows[0][0].get("pay")):
        raise bad_request("BUTTON_POS_INVALID")


METHODS: dict[str, Handler] = {
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "refundStarPayment": refund_star_payment,
    "getStarTransactions": get_star_transactions,
    "getMyStarBalance": get_my_star_balance,
    "editUserStarSubscription": edit_user_star_subscription,
}
