"""Letters: what the shop tells people by e-mail, as HTML and as plain text.

`on_*` functions are reactions (see `core/wiring.py`): a letter that cannot be sent now is tried again later, one that
was sent is not sent twice. Codes and links of letters are secrets: they never come into a log.
"""

import html
import ipaddress
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from core import events
from core.shop import Shop
from core.users import login
from core.users.models import User

TIMEOUT = 20.0
PORTS = {"smtp": 587, "smtps": 465}
PAGES = {"verification": "/app/verify-email", "reset": "/app/reset-password"}  # the code follows after #
PAGE = """\
<!doctype html>
<html><body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#222;max-width:560px;margin:0 auto">
{body}
</body></html>
"""
BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:{color};'
    'color:#fff;text-decoration:none">{text}</a></p>'
)

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


async def on_email_verification_asked(shop: Shop, fact: events.EmailVerificationAsked, fact_id: int) -> None:
    """The code that proves whose address it is."""
    await _send_code(shop, fact, fact_id, "verification")


async def on_password_reset_asked(shop: Shop, fact: events.PasswordResetAsked, fact_id: int) -> None:
    """The code by which the password can be changed."""
    await _send_code(shop, fact, fact_id, "reset")


async def send(shop: Shop, user: User, letter: Letter) -> bool:
    """Send a letter to a person; False where they have no address or it is refused for good. Raises MailTrouble."""
    if user.email is None:
        return False
    if shop.settings.smtp_url is None:
        _log_instead(shop, letter)
        return True
    message = compose(shop, user.email, letter)
    try:
        await _deliver(shop.settings.smtp_url.get_secret_value(), message)
    except aiosmtplib.SMTPRecipientsRefused as exc:
        if any(refusal.code < 500 for refusal in exc.recipients):
            raise MailTrouble("the recipient is refused for now") from None
        logger.warning("user %s cannot be written to: the mail server refuses the address", user.id)
        return False
    except (aiosmtplib.SMTPException, OSError) as exc:
        code = getattr(exc, "code", None)
        raise MailTrouble(f"{type(exc).__name__} {code or ''}".strip()) from None
    return True


def compose(shop: Shop, address: str, letter: Letter) -> EmailMessage:
    """The letter as it travels."""
    name, sender = parseaddr(shop.settings.sender)
    message = EmailMessage()
    message["From"] = formataddr((name, sender))
    message["To"] = address
    message["Subject"] = html.unescape(letter.subject).replace("\n", " ")
    message["Date"] = shop.now()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_as_text(letter))
    message.add_alternative(_as_html(letter, shop.settings.primary_color), subtype="html")
    return message


async def _send_code(shop: Shop, fact: events.Fact, fact_id: int, purpose: login.Purpose) -> None:
    user = await User.get_or_none(id=fact.user_id) if fact.user_id is not None else None
    if user is None or user.email is None or (purpose == "verification" and user.email_verified_at is not None):
        return
    code = await login.issue_letter_token(shop, user, purpose, fact_id)
    if code is None:
        return
    await send(shop, user, _letter_with_code(shop, user, purpose, code))
    await login.note_letter_sent(shop, fact_id)


def _letter_with_code(shop: Shop, user: User, purpose: login.Purpose, code: str) -> Letter:
    def text(part: str) -> str:
        return shop.t(f"letter-{purpose}-{part}", user.language)

    name = shop.settings.shop_name
    return Letter(
        subject=shop.t(f"letter-{purpose}-subject", user.language, shop=name),
        paragraphs=[
            shop.t("letter-greeting", user.language, name=user.name),
            shop.t(f"letter-{purpose}-lead", user.language, shop=name),
        ],
        button=text("button"),
        link=shop.link(f"{PAGES[purpose]}#{code}"),
        code=f"{text('code')}\n{code}",
        footer=text("footer"),
    )


def _as_text(letter: Letter) -> str:
    action = f"{letter.button}:\n{letter.link}" if letter.link else ""
    parts = [*letter.paragraphs, action, letter.code, letter.footer]
    return html.unescape("\n\n".join(part for part in parts if part)) + "\n"


def _as_html(letter: Letter, color: str) -> str:
    paragraphs = [f"<p>{text}</p>" for text in letter.paragraphs]
    if letter.link:
        paragraphs.append(BUTTON.format(link=html.escape(letter.link), color=color, text=letter.button))
    if letter.code:
        lead, _, code = letter.code.partition("\n")
        paragraphs.append(f"<p>{lead}<br><code>{code}</code></p>")
    if letter.footer:
        paragraphs.append(f'<p style="color:#777;font-size:14px">{letter.footer}</p>')
    return PAGE.format(body="\n".join(paragraphs))


def _log_instead(shop: Shop, letter: Letter) -> None:
    """Without a mail server: a line in the log; the demonstration shows the text, without its code and link."""
    if not shop.settings.is_demo:
        logger.warning("a letter is not sent: SMTP_URL is not set")
        return
    shown = _as_text(Letter(letter.subject, letter.paragraphs, letter.button, letter.link and "…", "", letter.footer))
    logger.warning("letter: %s\n%s", html.unescape(letter.subject), shown)


async def _deliver(url: str, message: EmailMessage) -> None:
    """Hand over to the mail server. A password never travels in the clear, except on this machine."""
    server = urlsplit(url)
    host, username = server.hostname or "", unquote(server.username or "") or None
    at_once = server.scheme == "smtps"
    await aiosmtplib.send(
        message,
        hostname=host,
        port=server.port or PORTS[server.scheme],
        username=username,
        password=unquote(server.password or "") or None,
        use_tls=at_once,
        start_tls=False if at_once else True if username and not _is_here(host) else None,
        timeout=TIMEOUT,
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
