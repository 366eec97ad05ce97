"""People, clock, faults, stars and the page: what the control API can do."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiogram.utils.web_app import safe_parse_webapp_init_data

from sandbox.client import PaymentRefused, Person, SandboxClient, SandboxError
from sandbox.entities import formatted
from sandbox.server import Sandbox, main
from tests.sandbox.conftest import Api

Json = dict[str, Any]
MONTH = 2_592_000
SUBSCRIPTION = {
    "title": "Monthly",
    "description": "d",
    "payload": "sub-1",
    "currency": "XTR",
    "prices": [{"label": "x", "amount": 100}],
    "subscription_period": MONTH,
}


@pytest.fixture
async def anna(sb: SandboxClient) -> Person:
    anna = await sb.person(first_name="Anna")
    await anna.open_start_link()
    return anna


@pytest.fixture
async def checkout(api: Api) -> AsyncIterator[None]:
    """A bot that lets every payment through and does nothing else."""

    async def run() -> None:
        offset = 0
        while True:
            for update in await api.ok("getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                if "pre_checkout_query" in update:
                    query_id = update["pre_checkout_query"]["id"]
                    await api.ok("answerPreCheckoutQuery", pre_checkout_query_id=query_id, ok=True)

    task = asyncio.create_task(run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_entities_count_utf16_units_and_find_commands_links_and_mentions() -> None:
    text, entities = formatted(
        "😀 <b>жирный &amp; <i>x</i></b>\n<pre><code class='language-py'>y</code></pre>", "HTML", None
    )
    assert text == "😀 жирный & x\ny"
    assert entities == [
        {"offset": 3, "length": 10, "type": "bold"},
        {"offset": 12, "length": 1, "type": "italic"},
        {"offset": 14, "length": 1, "type": "pre", "language": "py"},
    ]
    _, found = formatted("😀 /start https://a.example.com/x. @anna_b", None, None)
    assert [(e["type"], e["offset"], e["length"]) for e in found] == [
        ("bot_command", 3, 6),
        ("url", 10, 23),
        ("mention", 35, 7),
    ]


async def test_a_subscription_renews_itself_as_the_clock_moves(
    checkout: None, api: Api, anna: Person, sb: SandboxClient
) -> None:
    charge_id = await anna.pay_link(await api.ok("createInvoiceLink", **SUBSCRIPTION))
    await sb.advance(2 * MONTH + 1)
    payments = [m["successful_payment"] for m in await anna.messages() if "successful_payment" in m]
    assert [p.get("is_first_recurring", False) for p in payments] == [True, False, False]
    assert len({p["telegram_payment_charge_id"] for p in payments}) == 3
    assert min(len(p["telegram_payment_charge_id"]) for p in payments) > 128  # as live ones are
    await api.ok("editUserStarSubscription", user_id=anna.id, telegram_payment_charge_id=charge_id, is_canceled=True)
    await sb.advance(MONTH)
    assert (await api.ok("getMyStarBalance"))["amount"] == 300
    listed = (await api.ok("getStarTransactions", offset=1, limit=1))["transactions"]
    assert [t["id"] for t in listed] == [payments[1]["telegram_payment_charge_id"]]
    assert listed[0]["source"]["invoice_payload"] == "sub-1"


async def test_a_customer_who_cancels_is_told_as_a_subscription_update(
    checkout: None, api: Api, anna: Person, sb: SandboxClient, sandbox: Sandbox
) -> None:
    charge_id = await anna.pay_link(await api.ok("createInvoiceLink", **SUBSCRIPTION))
    await sb.subscription(charge_id, "cancel")
    body = sandbox.world.updates.recent[-1].body["subscription"]
    assert (body["state"], body["invoice_payload"], body["user"]["id"]) == ("canceled", "sub-1", anna.id)


async def test_a_bot_that_does_not_answer_the_checkout_is_not_paid(api: Api, anna: Person, sb: SandboxClient) -> None:
    link = await api.ok("createInvoiceLink", **SUBSCRIPTION)
    with pytest.raises(PaymentRefused, match="did not answer in time"):
        await sb.request("POST", f"people/{anna.id}/pay", {"link": link, "timeout": 0.1})
    late = (await api.ok("getUpdates"))[-1]["pre_checkout_query"]["id"]
    assert "query is too old" in await api.refusal("answerPreCheckoutQuery", pre_checkout_query_id=late, ok=True)


async def test_an_invoice_message_is_paid_once(checkout: None, api: Api, anna: Person) -> None:
    fields = {key: value for key, value in SUBSCRIPTION.items() if key != "subscription_period"}
    sent = await api.ok("sendInvoice", chat_id=anna.id, **fields)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["pay"]
    await anna.pay()
    with pytest.raises(SandboxError, match="paid already"):
        await anna.pay(message_id=sent["message_id"])


async def test_tapping_waits_for_the_button_and_finds_reply_keyboards(api: Api, anna: Person) -> None:
    with pytest.raises(SandboxError, match="no button 'Keys' is visible"):
        await anna.tap("Keys", timeout=0.05)
    tapping = asyncio.create_task(anna.tap("keys"))
    await asyncio.sleep(0.05)
    await api.ok("sendMessage", chat_id=anna.id, text="menu", reply_markup={"keyboard": [[{"text": "My keys"}]]})
    assert (await tapping).kind == "text"
    assert (await anna.messages())[-1]["text"] == "My keys"
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://example.com"}]]}
    await api.ok("sendMessage", chat_id=anna.id, text="site", reply_markup=markup)
    assert (await anna.tap("Site")).url == "https://example.com"


async def test_waiting_in_vain_shows_the_chat(anna: Person) -> None:
    with pytest.raises(SandboxError, match=r"(?s)has not seen 'hello'.*#1 Anna: /start"):
        await anna.wait_for("hello", timeout=0.05)


async def test_faults_hit_whom_they_name_and_as_often_as_they_say(api: Api, anna: Person, sb: SandboxClient) -> None:
    boris = await sb.person(first_name="Boris")
    await boris.open_start_link()
    await sb.fault("sendMessage", 400, "Bad Request: REASON", user_id=boris.id, times=2)
    await api.ok("sendMessage", chat_id=anna.id, text="hi")
    for _ in range(2):
        assert await api.refusal("sendMessage", chat_id=boris.id, text="hi") == "400 Bad Request: REASON"
    await api.ok("sendMessage", chat_id=boris.id, text="hi")
    await sb.fault("sendMessage", 429, retry_after=5)
    flood = await api.http.post(f"{api.base}/sendMessage", json={"chat_id": anna.id, "text": "hi"})
    assert (flood.status_code, flood.headers["retry-after"]) == (429, "5")
    assert flood.json()["parameters"] == {"retry_after": 5}
    await sb.fault(code=0)
    with pytest.raises(httpx.RemoteProtocolError):
        await api("getMe")


async def test_calls_are_remembered(api: Api, anna: Person, sb: SandboxClient) -> None:
    await api.ok("SENDMESSAGE", chat_id=anna.id, text="hi")
    await api.refusal("sendMessage", chat_id=anna.id)
    good, bad = await sb.calls("sendMessage")
    assert (good["ok"], good["args"]["text"]) == (True, "hi")
    assert (bad["error_code"], bad["description"]) == (400, "Bad Request: message text is empty")
    assert await sb.calls(since=bad["number"]) == []


async def test_bodies_may_be_forms_json_or_a_query_string(api: Api, anna: Person) -> None:
    await api.http.get(f"{api.base}/sendMessage", params={"chat_id": anna.id, "text": "query"})
    await api.http.post(f"{api.base}/sendMessage", data={"chat_id": anna.id, "text": "form + ж"})
    await api.http.post(f"{api.base}/sendMessage", json={"chat_id": anna.id, "text": "json"})
    await api.http.post(f"{api.base}/sendDocument", data={"chat_id": anna.id}, files={"document": ("a.txt", b"\r\n--")})
    *sent, document = (await anna.messages())[1:]
    assert [message["text"] for message in sent] == ["query", "form + ж", "json"]
    assert document["document"]["file_size"] == 4


async def test_support_topics_and_albums(api: Api, anna: Person, sb: SandboxClient) -> None:
    group = await sb.chat(type="supergroup", title="Support", is_forum=True)
    await anna.join(group["id"])
    topic = await api.ok("createForumTopic", chat_id=group["id"], name="Anna")
    thread = {"message_thread_id": topic["message_thread_id"]}
    await api.ok("copyMessage", chat_id=group["id"], from_chat_id=anna.id, message_id=1, **thread)
    said = await anna.send("an operator's answer", chat_id=group["id"], **thread)
    assert said["is_topic_message"]
    files = {name: (name, b"x" + name.encode()) for name in ("a", "b")}
    media = '[{"type":"document","media":"attach://a"},{"type":"document","media":"attach://b","caption":"B"}]'
    album = await api.http.post(
        f"{api.base}/sendMediaGroup", data={"chat_id": str(anna.id), "media": media}, files=files
    )
    first, second = album.json()["result"]
    assert first["media_group_id"] == second["media_group_id"]


async def test_a_mini_app_opens_with_init_data_the_shop_can_check(sandbox: Sandbox, anna: Person) -> None:
    url = await anna.open_web_app("http://127.0.0.1:8000/app", start_param="ref_7")
    data = dict(httpx.QueryParams(url.partition("#")[2]))["tgWebAppData"]
    parsed = safe_parse_webapp_init_data(sandbox.token, data)
    assert parsed.user
    assert (parsed.user.id, parsed.start_param) == (anna.id, "ref_7")


async def test_the_clock_moves_forward_and_reset_brings_it_back(sb: SandboxClient, anna: Person) -> None:
    assert (await sb.advance(3600))["offset_seconds"] == 3600
    with pytest.raises(SandboxError, match="only moves forward"):
        await sb.advance(-1)
    await sb.reset()
    assert await sb.clock() | {"now": ""} == {"now": "", "offset_seconds": 0}
    assert (await sb.state())["people"] == []


async def test_limits_can_be_switched_on() -> None:
    async with Sandbox(limits=True) as sandbox, SandboxClient(sandbox.url) as sb:
        anna = await sb.person()
        await anna.open_start_link()
        caller = Api(sandbox)
        answers = [await caller("sendMessage", chat_id=anna.id, text="hi") for _ in range(4)]
        await caller.http.aclose()
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[-1]["parameters"]["retry_after"] >= 1


async def test_the_page_comes_whole_from_here_and_runs_nothing_inline(sandbox: Sandbox, api: Api) -> None:
    index = await api.http.get(sandbox.url)
    assert index.headers["content-security-policy"].startswith("default-src 'self';")
    page = Path(__file__).parents[2] / "sandbox" / "page"
    for file in page.iterdir():
        assert (await api.http.get(f"{sandbox.url}/{file.name}")).status_code == 200
        for address in ("//cdn", "https://unpkg", "<script>", "innerHTML"):
            assert address not in file.read_text().replace("no innerHTML", "")
    assert (await api.http.get(f"{sandbox.url}/../app.py")).status_code == 404


async def test_a_plain_form_of_a_foreign_page_controls_nothing(sandbox: Sandbox, api: Api) -> None:
    answer = await api.http.post(f"{sandbox.url}/sim/clock", content='{"advance_seconds": 5}')
    assert answer.status_code == 400
    assert sandbox.world.clock.offset_seconds == 0


def test_the_command_listens_beyond_this_machine_only_when_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--host", "0.0.0.0"])
    assert "--allow-remote" in capsys.readouterr().err
