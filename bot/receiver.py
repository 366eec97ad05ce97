"""Receiving updates: by long polling, or from the inbox that the web process fills from Telegram's webhook.

Either way an update is stored before Telegram hears that it arrived, and only then handled.
"""

import asyncio
import logging
import random
from contextlib import suppress
from typing import Any

from bot.dispatch import Dispatch
from core import db, inbox
from core.shop import Shop
from core.telegram import BadRequest, RetryAfter, TelegramError

ALLOWED_UPDATES = ("message", "callback_query", "pre_checkout_query", "my_chat_member")
WEBHOOK_PATH = "/telegram/webhook"
WEBHOOK_CONNECTIONS = 40
POLL_SECONDS = 25
LOOK_EVERY_SECONDS = 1.0
PAGE = 100
BACKOFF_LONGEST_SECONDS = 30.0

logger = logging.getLogger(__name__)


class ReceiverError(Exception):
    """Updates can never be received with these settings; the text is one sentence that says what to do."""


class Backoff:
    """Growing pauses between attempts; a lasting trouble is logged once, and so is its end."""

    def __init__(self) -> None:
        self._delay = 1.0
        self._told = ""

    async def pause(self, trouble: str) -> None:
        """Say what is wrong unless it was said (or there is nothing to say), and wait 1 to 30 seconds."""
        if trouble and trouble != self._told:
            logger.warning("%s; trying again", trouble)
            self._told = trouble
        await asyncio.sleep(self._delay * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        self._delay = min(self._delay * 2, BACKOFF_LONGEST_SECONDS)

    def over(self) -> None:
        """It works again."""
        if self._told:
            logger.info("updates are received again")
        self._delay, self._told = 1.0, ""


async def receive(shop: Shop, dispatch: Dispatch) -> None:
    """Dispatch what a former run left behind, then whatever arrives. Runs until cancelled. Raises ReceiverError."""
    backoff = Backoff()
    await _patiently(backoff, lambda: _dispatch_stored(dispatch))
    if shop.settings.uses_webhook:
        await _patiently(backoff, lambda: _set_webhook(shop))
        while True:
            await _patiently(backoff, lambda: _dispatch_stored(dispatch))
            await shop.wakeups.wait("inbox", LOOK_EVERY_SECONDS)
    await _patiently(backoff, lambda: _delete_webhook(shop))
    await Poller(shop, dispatch, backoff).run()


class Poller:
    """Long polling: fetch, store, dispatch; the next fetch confirms."""

    def __init__(self, shop: Shop, dispatch: Dispatch, backoff: Backoff) -> None:
        self._shop = shop
        self._dispatch = dispatch
        self._backoff = backoff
        self._offset: int | None = None  # everything below is stored
        self._confirmed: int | None = None  # everything below is known to Telegram as received

    async def run(self) -> None:
        """Poll until cancelled. Raises ReceiverError when Telegram does not know the token."""
        try:
            while True:
                await self._dispatch.room()
                await _patiently(self._backoff, self._poll)
        finally:
            if self._offset != self._confirmed:
                await self._confirm()

    async def _confirm(self) -> None:
        """Say what is stored, so that the next start does not get, and handle, it once more."""
        with suppress(TelegramError):
            await self._shop.telegram.call("getUpdates", timeout=0, read_timeout=3, offset=self._offset, limit=1)

    async def _poll(self) -> None:
        self._confirmed = self._offset
        received = await self._shop.telegram.call(
            "getUpdates",
            timeout=POLL_SECONDS,
            read_timeout=POLL_SECONDS + 10,
            offset=self._offset,
            limit=PAGE,
            allowed_updates=list(ALLOWED_UPDATES),
        )
        updates = well_formed(received)
        if updates:
            await inbox.store(self._shop, updates)
            for update in updates:
                self._dispatch.put(update)
            self._offset = max(int(update["update_id"]) for update in updates) + 1
        elif received:
            await asyncio.sleep(1)  # nothing in the batch can be confirmed: do not spin


def well_formed(received: Any) -> list[dict[str, Any]]:
    """The updates among what Telegram sent; anything else is logged and dropped."""
    updates = []
    for update in received if isinstance(received, list) else []:
        if isinstance(update, dict) and type(update.get("update_id")) is int:
            updates.append(update)
        else:
            logger.error("something that is no update was received and dropped")
    return updates


async def _dispatch_stored(dispatch: Dispatch) -> None:
    """Dispatch everything in the inbox that is not known yet.

    Always from the beginning: webhook deliveries arrive out of order, and handled updates are no longer there.
    """
    after = -1
    while True:
        page = await inbox.pending(after, PAGE)
        for update in page:
            after = int(update["update_id"])
            await dispatch.room()
            dispatch.put(update)
        if len(page) < PAGE:
            return


async def _set_webhook(shop: Shop) -> None:
    secret = shop.settings.webhook_secret
    await shop.telegram.call(
        "setWebhook",
        url=f"{shop.settings.public_url}{WEBHOOK_PATH}",
        secret_token=secret.get_secret_value() if secret else None,
        allowed_updates=list(ALLOWED_UPDATES),
        max_connections=WEBHOOK_CONNECTIONS,
    )
    logger.info("Telegram sends updates to %s%s", shop.settings.public_url, WEBHOOK_PATH)


async def _delete_webhook(shop: Shop) -> None:
    await shop.telegram.call("deleteWebhook", drop_pending_updates=False)


async def _patiently(backoff: Backoff, work: Any) -> None:
    """Do it, however often Telegram or the database is away. Raises ReceiverError for what will never work."""
    while True:
        try:
            await work()
        except BadRequest as exc:
            await backoff.pause(_explained(str(exc)))
        except RetryAfter as exc:
            await asyncio.sleep(exc.seconds)
        except TelegramError as exc:
            await backoff.pause(f"Telegram does not answer ({exc})")
        except Exception as exc:
            if not db.tell_away(exc):
                raise
            await backoff.pause("")
        else:
            backoff.over()
            return


def _explained(refusal: str) -> str:
    """What a refusal means for the operator. Raises ReceiverError where trying again is pointless."""
    if ": 401 " in refusal or ": 404 " in refusal:
        raise ReceiverError("Telegram does not know this BOT_TOKEN: take the current one from @BotFather.")
    if "bad webhook" in refusal or "webhook URL" in refusal:
        raise ReceiverError(f"Telegram does not take the webhook: {refusal}. Check PUBLIC_URL.")
    if ": 409 " in refusal:
        return "another process polls with this BOT_TOKEN: stop it, only one may run"
    return f"Telegram refuses: {refusal}"
