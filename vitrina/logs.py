"""Logging: one line an event, for people or for machines, and never a secret in it."""

import logging
import re

from core.config import Settings

# Bot tokens, wherever they come from: a library's exception is enough to bring one into a log.
TOKEN = re.compile(r"\b(\d{6,}):[A-Za-z0-9_-]{30,}")
# Access tokens: a WebSocket's address carries one. That three parts follow is asked once, where the first one begins:
# asked at each "eyJ", a long line of them would take minutes.
JWT = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]++\.[A-Za-z0-9_-]++\.[A-Za-z0-9_-])"
    r"([A-Za-z0-9_-]*?)\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
)
# Codes of letters, behind the pages that take them.
LETTER_CODE = re.compile(r"(/app/(?:verify-email|reset-password)#)[A-Za-z0-9_-]+")
LINK_TOKEN = re.compile(r"(/s/)[A-Za-z0-9_-]{16,}")
QUIET = ("httpx", "httpcore", "aiogram.event", "tortoise", "aiosqlite", "asyncio", "uvicorn.error", "uvicorn.access")


class Lines(logging.Formatter):
    """One readable line an event, scrubbed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def set_up(settings: Settings) -> None:
    """Send everything that is logged to standard error in the wanted form."""
    handler = logging.StreamHandler()
    handler.setFormatter(_json() if settings.log_format == "json" else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _json() -> logging.Formatter:
    import structlog  # it brings a terminal library of 5 MB, which plain lines need not pay for

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            lambda _logger, _method, line: scrub(str(line)),
        ],
    )


def scrub(text: str) -> str:
    """Text without bot tokens, access tokens, customers' link tokens and codes of letters."""
    for secret, shown in ((TOKEN, r"\1:…"), (LINK_TOKEN, r"\1…"), (LETTER_CODE, r"\1…"), (JWT, r"\1…")):
        text = secret.sub(shown, text)
    return text
