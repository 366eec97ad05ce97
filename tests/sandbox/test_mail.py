"""The mail box: letters that came by SMTP, as people and tests read them."""

import asyncio
import base64
import json
import smtplib
from email.message import EmailMessage
from email.utils import make_msgid

import aiosmtplib
import httpx
import pytest

from sandbox.client import SandboxClient, SandboxError
from sandbox.server import Sandbox

PNG = b"\x89PNG\r\n\x1a\nnot really"


def letter(
    subject: str = "Привет", to: str = "anna@example.com", *, html: str = "", text: str = "Hello.\n.\nBye"
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Shop <shop@example.com>", to, subject
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made


async def post(sandbox: Sandbox, message: EmailMessage, **options: object) -> None:
    host, port = sandbox.smtp_url.removeprefix("smtp://").split(":")
    await aiosmtplib.send(message, hostname=host, port=int(port), **options)  # type: ignore[call-overload]


async def test_a_letter_is_shown_to_whom_it_came(sandbox: Sandbox, sb: SandboxClient) -> None:
    await post(sandbox, letter())
    await post(sandbox, letter("For John", "John@Example.com"))
    (found,) = await sb.letters("Anna@example.com")
    assert (found["subject"], found["from"]) == ("Привет", "Shop <shop@example.com>")
    assert found["to"] == ["anna@example.com"]
    assert found["text"] == "Hello.\n.\nBye\n"
    assert found["html"] == ""
    assert [one["subject"] for one in await sb.letters()] == ["Привет", "For John"]
    assert await sb.letters("nobody@example.com") == []
    assert (await sb.state())["smtp_url"] == sandbox.smtp_url


async def test_the_envelope_says_whose_letter_it_is(sandbox: Sandbox, sb: SandboxClient) -> None:
    await post(sandbox, letter(), recipients=["a@example.com", "b@example.com"])
    assert await sb.letters("anna@example.com") == []
    assert await sb.letters("a@example.com") == await sb.letters("b@example.com")


async def test_a_letter_that_is_to_come_is_waited_for(sandbox: Sandbox, sb: SandboxClient) -> None:
    await post(sandbox, letter("Another"))
    waiting = asyncio.create_task(sb.wait_for_letter("anna@example.com", "the code"))
    await post(sandbox, letter("The one", text="Here is the code"))
    assert (await waiting)["subject"] == "The one"
    with pytest.raises(TimeoutError):
        await sb.wait_for_letter("anna@example.com", "no such words", timeout=0.2)


async def test_its_page_shows_its_pictures_and_may_do_nothing(sandbox: Sandbox, sb: SandboxClient) -> None:
    cid = make_msgid()
    message = letter(html=f'<!doctype html><html><body><script>x()</script><img src="cid:{cid[1:-1]}"></body></html>')
    page = next(part for part in message.iter_parts() if part.get_content_subtype() == "html")
    page.add_related(PNG, "image", "png", cid=cid)
    await post(sandbox, message)
    (found,) = await sb.letters()
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        shown = await http.get(f"/sim/mail/{found['id']}/html")
        outside = await http.get("/")
    assert f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in shown.text
    assert shown.text.startswith('<!doctype html><html><base target="_blank">')
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'self'" in outside.headers["content-security-policy"]


async def test_the_page_hears_of_a_letter_at_once(sandbox: Sandbox, sb: SandboxClient) -> None:
    seq = await sb.seq()
    await post(sandbox, letter())
    (event,) = (await sb.request("GET", "journal", since=seq, timeout=5))["events"]
    assert event["type"] == "letter"
    assert event["letter"]["subject"] == "Привет"
    assert "text" not in event["letter"]


async def test_letters_have_the_time_of_the_sandbox(sandbox: Sandbox, sb: SandboxClient) -> None:
    await sb.advance(86400 * 400)
    await post(sandbox, letter())
    (found,) = await sb.letters()
    assert found["at"][:10] == (await sb.clock())["now"][:10]


async def test_a_damaged_letter_is_shown_as_far_as_it_goes(sandbox: Sandbox, sb: SandboxClient) -> None:
    host, port = sandbox.smtp_url.removeprefix("smtp://").split(":")
    raw = b'Subject: Odd\r\nContent-Type: text/plain; charset="no-such"\r\n\r\nstill \xff here'

    def send() -> None:
        with smtplib.SMTP(host, int(port), timeout=10) as client:
            client.sendmail("shop@example.com", ["anna@example.com"], raw)

    await asyncio.to_thread(send)
    (found,) = await sb.letters("anna@example.com")
    assert found["subject"] == "Odd"
    assert "still" in found["text"]
    assert json.dumps(found)


async def test_a_name_and_a_password_are_taken(sandbox: Sandbox, sb: SandboxClient) -> None:
    await post(sandbox, letter(), username="shop", password="anything")
    assert len(await sb.letters()) == 1


async def test_letters_are_forgotten_when_asked_and_with_everything_else(sandbox: Sandbox, sb: SandboxClient) -> None:
    await post(sandbox, letter())
    await sb.request("DELETE", "mail")
    assert await sb.letters() == []
    await post(sandbox, letter())
    await sb.reset()
    assert await sb.letters() == []
    with pytest.raises(SandboxError, match="no letter 1"):
        await sb.request("GET", "mail/1")
    with pytest.raises(SandboxError):
        await sb.request("GET", "mail", since="x")


async def test_the_mail_server_goes_with_the_sandbox() -> None:
    async with Sandbox() as sandbox:
        host, port = sandbox.smtp_url.removeprefix("smtp://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        assert (await reader.readline()).startswith(b"220 ")
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, int(port))
    async with Sandbox(mail_port=int(port)) as again:
        assert again.smtp_url.endswith(port)
        with pytest.raises(OSError, match="in use"):
            await Sandbox(mail_port=int(port)).start()
