"""Letters: what the shop tells people by e-mail, as HTML and as plain text.

`on_*` functions are reactions (see `core/wiring.py`): a letter that cannot be sent now is tried again later, one that
was sent is not sent twice, unless a crash comes between the mail server's yes and the note of it. Notices, which say by
letter what Telegram would have shown, come from `delivery.py`. Codes and links of letters are secrets: they never come
into a log.
"""

import asyncio
import html
import ipaddress
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from core import events, i18n, outbox
from core.config import Settings
from core.shop import Shop
from core.users import login
from core.users.models import User

TIMEOUT = 20.0  # for one answer of the mail server
LONGEST = 30.0  # for a whole letter: a person's other news wait for it
AT_ONCE = asyncio.Semaphore(8)  # letters under way: far fewer than the worker's lanes, which a slow server leaves free
BUSY = timedelta(seconds=3)
SUBJECT_LENGTH = 100
LINK = re.compile(r'<a href="([^"]*)">((?:[^<]|<(?!/?a\b))*+)</a>')
EMOJI_STYLE = "\ufe0f"  # what makes a sign like "i" an emoji
PORTS = {"smtp": 587, "smtps": 465}
PAGES = {"verification": "/app/verify-email", "reset": "/app/reset-password"}  # the code follows after #
BODY = "font-family:sans-serif;font-size:16px;line-height:1.5;color:#222;max-width:560px;margin:0 auto;"
BODY += "padding:8px 16px;overflow-wrap:anywhere"
PAGE = """\
<!doctype html>
<html><body style="{style}">
{body}
</body></html>
"""
BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:{color};'
    'color:#fff;text-decoration:none">{text}</a></p>'
)
PHOTO = '<p><img src="cid:{cid}" alt="QR" width="220" style="max-width:100%"></p>'

logger = logging.getLogger(__name__)


class MailTrouble(Exception):
    """The mail server does not take letters now. Holds neither its password nor anybody's address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. Texts are HTML, as all texts of the shop are."""

    subject: str
    paragraphs: Sequence[str]
    button: str = ""
    link: str = ""
    code: str = ""
    footer: str = ""
    photo: bytes | None = None  # PNG


async def on_email_verification_asked(shop: Shop, fact: events.EmailVerificationAsked, fact_id: int) -> None:
    """The code that proves whose address it is."""
    await _send_code(shop, fact, fact_id, "verification")


async def on_password_reset_asked(shop: Shop, fact: events.PasswordResetAsked, fact_id: int) -> None:
    """The code by which the password can be changed."""
    await _send_code(shop, fact, fact_id, "reset")


def reaches(user: User) -> bool:
    """Whether notices may go by letter: the person has an address and has proven that it is theirs."""
    return user.email is not None and user.email_verified_at is not None


def notice(
    shop: Shop, user: User, text: str, *, photo: bytes | None = None, button: str = "", link: str = ""
) -> Letter:
    """A letter that says what a Telegram message would have said; its first sentence is the subject."""
    name = shop.settings.shop_name
    headline = i18n.Html(html.escape(_headline(_plain(text)), quote=False))
    return Letter(
        subject=shop.t("letter-notice-subject", user.language, shop=name, headline=headline),
        paragraphs=[part.replace("\n", "<br>") for part in re.split(r"\n{2,}", text.strip())],
        button=button,
        link=link,
        footer=shop.t("letter-notice-footer", user.language, shop=name),
        photo=photo,
    )


async def send(shop: Shop, user: User, letter: Letter) -> bool:
    """Send a letter to a person; False where they have no address or it is refused for good.

    Raises MailTrouble, and Later where enough letters are under way already.
    """
    if user.email is None:
        return False
    if shop.settings.smtp_url is None:
        logger.warning("a letter is not sent: SMTP_URL is not set")
        return True
    if AT_ONCE.locked():
        raise outbox.Later(BUSY, "enough letters are under way")
    message = compose(shop, user.email, letter)
    try:
        async with AT_ONCE, asyncio.timeout(LONGEST):
            await deliver(shop.settings.smtp_url.get_secret_value(), message)
    except aiosmtplib.SMTPRecipientsRefused as exc:
        if any(refusal.code < 500 for refusal in exc.recipients):
            raise MailTrouble("the recipient is refused for now") from None
        logger.warning("user %s cannot be written to: the mail server refuses the address", user.id)
        return False
    except (aiosmtplib.SMTPException, OSError) as exc:  # also TimeoutError
        code = getattr(exc, "code", None)
        raise MailTrouble(f"{type(exc).__name__} {code or ''}".strip()) from None
    return True


def compose(shop: Shop, address: str, letter: Letter, settings: Settings | None = None) -> EmailMessage:
    """The letter as it travels, by other settings than the shop's where some are given."""
    settings = settings or shop.settings
    name, sender = parseaddr(settings.sender)
    message = EmailMessage()
    message["From"] = formataddr((name, sender))
    message["To"] = address
    message["Subject"] = html.unescape(letter.subject).replace("\n", " ")
    message["Date"] = shop.now()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_as_text(letter))
    cid = make_msgid("picture", domain=sender.rpartition("@")[2] or None) if letter.photo else ""
    message.add_alternative(_as_html(letter, settings.primary_color, cid.strip("<>")), subtype="html")
    if letter.photo:
        (page,) = (part for part in message.iter_parts() if part.get_content_subtype() == "html")
        page.add_related(letter.photo, "image", "png", cid=cid, disposition="inline", filename="qr.png")
    return message


async def _send_code(shop: Shop, fact: events.Fact, fact_id: int, purpose: login.Purpose) -> None:
    user = await User.get_or_none(id=fact.user_id) if fact.user_id is not None else None
    if user is None or user.email is None or (purpose == "verification" and user.email_verified_at is not None):
        return
    code = await login.issue_email_token(shop, user, purpose, fact_id)
    if code is None:
        return
    await send(shop, user, _letter_with_code(shop, user, purpose, code))
    await login.note_email_sent(shop, fact_id)


def _letter_with_code(shop: Shop, user: User, purpose: login.Purpose, code: str) -> Letter:
    def text(part: str) -> str:
        return shop.t(f"letter-{purpose}-{part}", user.language)

    name = shop.settings.shop_name
    return Letter(
        subject=shop.t(f"letter-{purpose}-subject", user.language, shop=name),
        # No name: the address may be a stranger's, and what stands in a name is up to whoever has registered it.
        paragraphs=[
            shop.t("letter-greeting", user.language),
            shop.t(f"letter-{purpose}-lead", user.language, shop=name),
        ],
        button=text("button"),
        link=shop.link(f"{PAGES[purpose]}#{code}"),
        code=f"{text('code')}\n{code}",
        footer=text("footer"),
    )


def _headline(text: str) -> str:
    """The first sentence of a plain text, without the emoji before it and the full stop after it."""
    line = text.strip().partition("\n")[0]
    emoji, _, rest = line.partition(" ")
    if emoji.endswith(EMOJI_STYLE) or unicodedata.category(emoji[:1] or " ") == "So":
        line = rest
    for gap in re.finditer(r"[.!?]\s+(?=\S)", line):
        if line[gap.end()].isupper():
            line = line[: gap.start() + 1]
            break
    line = line.removesuffix(".")
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """HTML as the shop's texts use it, without its tags; an address behind words follows them."""
    text = LINK.sub(r"\2 (\1)", text.replace("<br>", "\n"))
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def _as_text(letter: Letter) -> str:
    shown = letter.link and not any(letter.link in paragraph for paragraph in letter.paragraphs)
    action = f"{letter.button}:\n{html.escape(letter.link)}" if shown else ""
    parts = [*letter.paragraphs, action, letter.code, letter.footer]
    return _plain("\n\n".join(part for part in parts if part)) + "\n"


def _as_html(letter: Letter, color: str, cid: str) -> str:
    paragraphs = [f"<p>{text}</p>" for text in letter.paragraphs]
    if cid:
        paragraphs.append(PHOTO.format(cid=cid))
    if letter.link:
        paragraphs.append(BUTTON.format(link=html.escape(letter.link), color=color, text=letter.button))
    if letter.code:
        lead, _, code = letter.code.partition("\n")
        paragraphs.append(f"<p>{lead}<br><code>{code}</code></p>")
    if letter.footer:
        paragraphs.append(f'<p style="color:#777;font-size:14px">{letter.footer}</p>')
    return PAGE.format(style=BODY, body="\n".join(paragraphs))


async def deliver(url: str, message: EmailMessage) -> str:
    """Hand over to the mail server; returns its answer. A password never travels in the clear, except on this machine.

    Raises aiosmtplib.SMTPException, OSError.
    """
    server = urlsplit(url)
    host, username = server.hostname or "", unquote(server.username or "") or None
    at_once = server.scheme == "smtps"
    _, answer = await aiosmtplib.send(
        message,
        hostname=host,
        port=server.port or PORTS[server.scheme],
        username=username,
        password=unquote(server.password or "") or None,
        use_tls=at_once,
        start_tls=False if at_once else True if username and not _is_here(host) else None,
        timeout=TIMEOUT,
    )
    return answer


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
