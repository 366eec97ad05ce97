"""Answers to what people ask: callbacks, inline queries, Mini App queries."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.html_markup import utf16_length
from sandbox.methods.call import Call, Handler

Json = dict[str, Any]

CALLBACK_ANSWER_LIMIT = 200
PREPARED_MESSAGE_SECONDS = 3_600


def answer_callback_query(call: Call) -> bool:
    """Stop the spinner of a tapped button, with a toast or an alert."""
    text = call.text("text")
    if utf16_length(text) > CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": call.flag("show_alert"), "url": call.text("url")}
    call.world.settle("callback_query", call.args.get("callback_query_id"), answer)
    return True


def answer_inline_query(call: Call) -> bool:
    """Offer results for ``@bot text``."""
    results = call.json("results", complaint="can't parse inline query results JSON object")
    if not isinstance(results, list) or len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH" if isinstance(results, list) else "inline query results must be an Array")
    call.world.settle("inline_query", call.args.get("inline_query_id"), {"results": results})
    return True


def answer_web_app_query(call: Call) -> Json:
    """Send a message on behalf of the person whose Mini App asked."""
    result = call.json("result", complaint="can't parse inline query result JSON object")
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result JSON object")
    query = call.world.settle("web_app_query", call.args.get("web_app_query_id"), {"result": result})
    content = result.get("input_message_content", {})
    text = str(content.get("message_text", result.get("title", "")))
    world = call.world
    world.post(world.chats[query.person.id], query.person.user(), {"text": text, "via_bot": world.bot})
    return {"inline_message_id": world.new_id()}


def save_prepared_inline_message(call: Call) -> Json:
    """Keep a message a Mini App can let its user share."""
    result = call.json("result", complaint="can't parse inline query result JSON object")
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result JSON object")
    if call.integer("user_id") not in call.world.people:
        raise bad_request("user not found")
    return {"id": call.world.new_id(), "expiration_date": call.world.clock.stamp() + PREPARED_MESSAGE_SECONDS}


METHODS: dict[str, Handler] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerWebAppQuery": answer_web_app_query,
    "savePreparedInlineMessage": save_prepared_inline_message,
}
