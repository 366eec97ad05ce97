"""The sandbox refuses what Telegram refuses, in Telegram's words."""

import json
from typing import Any

import pytest

from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.sandbox.conftest import Api

Json = dict[str, Any]


@pytest.fixture
async def anna(sb: SandboxClient) -> Person:
    anna = await sb.person(first_name="Anna")
    await anna.open_start_link()
    return anna


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        ("  \n ", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
        ("я" * 4097, "message is too long"),
        ("𝒙" * 2049, "message is too long"),
        ("я" * 16385, "text is too long"),
        ("ё <x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 3'),
        ("<b>text", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b>text</i>", 'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("text</b>", "can't parse entities: Unexpected end tag at byte offset 4"),
        ("a <b", "can't parse entities: Unclosed start tag at byte offset 2"),
        ("<b>a</b", "can't parse entities: Unclosed end tag at byte offset 4"),
        ("<a ='x'>y</a>", 'can\'t parse entities: Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>y</a>", "can't parse entities: Unexpected end of name token at byte offset 8"),
        ("<span>y</span>", 'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("5 < 6", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_texts(api: Api, anna: Person, text: str, refusal: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=anna.id, text=text, parse_mode="HTML")
    assert answer == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "a", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "a", "url": "vless://x@y.z"},
            "inline keyboard button URL 'vless://x@y.z' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "url": "http://localhost:8000"},
            "inline keyboard button URL 'http://localhost:8000' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "web_app": {"url": "http://shop.example.com"}},
            "inline keyboard button Web App URL 'http://shop.example.com' is invalid: Only HTTPS links are allowed",
        ),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_buttons(api: Api, anna: Person, button: Json, refusal: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await api.refusal("sendMessage", chat_id=anna.id, text="hi", reply_markup=json.dumps(markup))
    assert answer == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard":{}}', 'field "inline_keyboard" must be of type Array'),
        (
            '{"inline_keyboard":[{}]}',
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (f'{{"x":"{"y" * 10_300}"}}', "reply markup is too long"),
    ],
)
async def test_keyboards(api: Api, anna: Person, markup: str, refusal: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=anna.id, text="hi", reply_markup=markup)
    assert answer == f"400 Bad Request: {refusal}"


async def test_people_who_cannot_be_written_to(api: Api, sb: SandboxClient) -> None:
    stranger = await sb.person()
    assert await api.refusal("sendMessage", chat_id=99, text="hi") == "400 Bad Request: chat not found"
    assert await api.refusal("sendMessage", chat_id=stranger.id, text="hi") == "400 Bad Request: chat not found"
    assert await api.refusal("sendMessage", text="hi") == "400 Bad Request: chat_id is empty"
    group = await sb.chat(type="supergroup", title="Support")
    await stranger.join(group["id"])
    unasked = "403 Forbidden: bot can't initiate conversation with a user"
    assert await api.refusal("sendMessage", chat_id=stranger.id, text="hi") == unasked
    await stranger.open_start_link()
    await stranger.change(deactivated=True)
    assert await api.refusal("sendMessage", chat_id=stranger.id, text="hi") == "403 Forbidden: user is deactivated"
    itself = "403 Forbidden: bot can't send messages to bots"
    assert await api.refusal("sendMessage", chat_id=7000000001, text="hi") == itself


async def test_channels_closed_to_the_bot(api: Api, sb: SandboxClient) -> None:
    anna = await sb.person()
    expected = {
        "kicked": "403 Forbidden: bot was kicked from the channel chat",
        "left": "403 Forbidden: bot is not a member of the channel chat",
        "member": "400 Bad Request: need administrator rights in the channel chat",
    }
    for status, refusal in expected.items():
        channel = await sb.chat(bot_status=status)
        assert await api.refusal("sendMessage", chat_id=channel["id"], text="hi") == refusal
    hidden = "400 Bad Request: member list is inaccessible"
    assert await api.refusal("getChatMember", chat_id=channel["id"], user_id=anna.id) == hidden
    await sb.chat(id=channel["id"], bot_status="administrator")
    assert (await api.ok("getChatMember", chat_id=channel["id"], user_id=anna.id))["status"] == "left"
    nobody = "400 Bad Request: PARTICIPANT_ID_INVALID"
    assert await api.refusal("getChatMember", chat_id=channel["id"], user_id=5) == nobody


async def test_an_upgraded_group_tells_its_new_id(api: Api, sb: SandboxClient) -> None:
    group = await sb.chat(type="group", migrated_to=-1009)
    answer = await api("sendMessage", chat_id=group["id"], text="hi")
    assert answer["parameters"] == {"migrate_to_chat_id": -1009}


async def test_edits_that_change_nothing_or_cannot_be(api: Api, anna: Person) -> None:
    sent = await api.ok("sendMessage", chat_id=anna.id, text="hi")
    place = {"chat_id": anna.id, "message_id": sent["message_id"]}
    assert (await api.refusal("editMessageText", **place, text="hi")).startswith("400 Bad Request: message is not mod")
    await api.ok("editMessageText", **place, text="ho")
    no_caption = "400 Bad Request: there is no caption in the message to edit"
    assert await api.refusal("editMessageCaption", **place, caption="x") == no_caption
    own = "400 Bad Request: message can't be edited"
    assert await api.refusal("editMessageText", chat_id=anna.id, message_id=1, text="x") == own
    await api.ok("deleteMessage", **place)
    assert await api.refusal("editMessageText", **place, text="x") == "400 Bad Request: message to edit not found"
    assert await api.refusal("deleteMessage", **place) == "400 Bad Request: message to delete not found"
    reply = {"message_id": sent["message_id"]}
    missing = "400 Bad Request: message to be replied not found"
    assert await api.refusal("sendMessage", chat_id=anna.id, text="x", reply_parameters=reply) == missing


async def test_old_messages_stay(api: Api, anna: Person, sb: SandboxClient) -> None:
    sent = await api.ok("sendMessage", chat_id=anna.id, text="hi")
    await sb.advance(48 * 3600 + 1)
    answer = await api.refusal("deleteMessage", chat_id=anna.id, message_id=sent["message_id"])
    assert answer == "400 Bad Request: message can't be deleted for everyone"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": ""}, 'parameter "title" is required'),
        ({"payload": ""}, "INVOICE_PAYLOAD_INVALID"),
        ({"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "RUB"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [{"label": "x", "amount": 150_000}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"subscription_period": 60}, "SUBSCRIPTION_PERIOD_INVALID"),
        (
            {"subscription_period": 2_592_000, "prices": [{"label": "x", "amount": 10_001}]},
            "SUBSCRIPTION_AMOUNT_INVALID",
        ),
    ],
)
async def test_invoices(api: Api, changes: Json, refusal: str) -> None:
    invoice = {
        "title": "30 days",
        "description": "d",
        "payload": "p",
        "currency": "XTR",
        "prices": [{"label": "x", "amount": 100_000}],
    }
    await api.ok("createInvoiceLink", **invoice)
    assert await api.refusal("createInvoiceLink", **{**invoice, **changes}) == f"400 Bad Request: {refusal}"


async def test_files_that_are_not_there(api: Api, anna: Person) -> None:
    for method, field in (("sendPhoto", "photo"), ("sendDocument", "document")):
        missing = f"400 Bad Request: there is no {field} in the request"
        assert await api.refusal(method, chat_id=anna.id) == missing
        assert await api.refusal(method, chat_id=anna.id, **{field: "x"}) == "400 Bad Request: invalid file_id"
    form = {"chat_id": str(anna.id)}
    not_an_image = await api.http.post(f"{api.base}/sendPhoto", data=form, files={"photo": b"no image"})
    assert not_an_image.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_commands(api: Api) -> None:
    assert await api.refusal("setMyCommands", commands="{") == "400 Bad Request: can't parse commands JSON object"
    shouting = [{"command": "START", "description": "x"}]
    assert await api.refusal("setMyCommands", commands=shouting) == "400 Bad Request: BOT_COMMAND_INVALID"
    nameless = [{"command": "", "description": "x"}]
    assert await api.refusal("setMyCommands", commands=nameless) == "400 Bad Request: command must be non-empty"


async def test_foreign_tokens_and_unknown_methods(sandbox: Sandbox, api: Api) -> None:
    assert await api.refusal("sendHologram") == "404 Not Found: method not found"
    other = await api.http.get(f"{sandbox.url}/bot1234:AAHsomebodyElse/getMe")
    assert (other.status_code, other.json()["description"]) == (401, "Unauthorized")
    shapeless = await api.http.get(f"{sandbox.url}/botnothing/getMe")
    assert shapeless.json()["description"] == "Unauthorized: invalid token specified"


def test_a_real_token_is_never_served() -> None:
    for token in ("7000000001:AAExampleTokenForTestVectors-0123456789", "7000000001:SANDBOXED", "x:SANDBOX"):
        with pytest.raises(ValueError, match="never a real bot's"):
            Sandbox(token=token)
