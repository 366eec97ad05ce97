"""Logging: one line an event, for people or for machines, and never a secret in it."""

import logging
import re
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from core.config import Settings

# Bot tokens, wherever they come from: a library's exception is enough to bring one into a log.
TOKEN = re.compile(r"\b(\d{6,}):[A-Za-z0-9_-]{30,}")
# Access tokens: a WebSocket's address carries one.
JWT = re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# Codes of letters, behind the pages that take them.
LETTER_CODE = re.compile(r"(/app/(?:verify-email|reset-password)#)[A-Za-z0-9_-]+")
LINK_TOKEN = re.compile(r"(/s/)[A-Za-z0-9_-]{16,}")
QUIET = ("httpx", "httpcore", "aiogram.event", "tortoise", "aiosqlite", "asyncio", "uvicorn.error", "uvicorn.access")


def set_up(settings: Settings) -> None:
    """Send everything that is logged to standard error in the wanted form."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    tracebacks: list[Processor] = [structlog.processors.format_exc_info] if settings.log_format == "json" else []
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tracebacks, last, _scrub_line],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _scrub_line(_logger: Any, _method: str, line: str | EventDict) -> str:
    return scrub(str(line))


def scrub(text: str) -> str:
    """Text without bot tokens, access tokens, customers' link tokens and codes of letters."""
    for secret, shown in ((TOKEN, r"\1:…"), (LINK_TOKEN, r"\1…"), (LETTER_CODE, r"\1…"), (JWT, "…")):
        text = secret.sub(shown, text)
    return text
