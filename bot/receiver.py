"""Receiving updates: by long polling, or from the inbox that the web process fills from Telegram's webhook.

Either way an update is stored before Telegram hears that it arrived, and only then handled.
"""

import asyncio
import logging
import random
import re
from contextlib import suppress
from typing import Any

from bot.dispatch import Dispatch
from core import db
from core.shop import Shop
from core.telegram import inbox
from core.telegram.client import BadRequest, MalformedAnswer, RetryAfter, TelegramError

ALLOWED_UPDATES = ("message", "callback_query", "pre_checkout_query", "my_chat_member")
WEBHOOK_PATH = "/telegram/webhook"
WEBHOOK_CONNECTIONS = 40
POLL_SECONDS = 25
LOOK_EVERY_SECONDS = 1.0
PAGE = 100
MAX_BACKOFF_SECONDS = 30.0
MAX_UPDATE_ID = 2**31 - 1
UNUSUAL_SECONDS, UNUSUAL_BATCHES = 0.5, 3
UPDATES_PREFIX = b'{"ok":true,"result":['  # how an answer with updates begins
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(?P<id>\d{1,19})(?!\d)(?:\s*,\s*"(?P<kind>[a-z_]{1,40})")?')

logger = logging.getLogger(__name__)


class ReceiverError(Exception):
    """Updates can never be received with these settings; the text is one sentence that says what to do."""


class Backoff:
    """Growing pauses between attempts; a lasting trouble is logged once, and so is its end."""

    def __init__(self) -> None:
        self._delay = 1.0
        self._last_trouble = ""

    async def pause(self, trouble: str, exc: Exception | None = None) -> None:
        """Say what is wrong unless it was said, and wait 1 to 30 seconds.

        `exc` is an exception that nobody expected; where there is nothing to say, `trouble` is empty.
        """
        if trouble and trouble != self._last_trouble:
            logger.warning("%s; trying again", trouble, exc_info=exc)
            self._last_trouble = trouble
        await asyncio.sleep(self._delay * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        self._delay = min(self._delay * 2, MAX_BACKOFF_SECONDS)

    def over(self) -> None:
        """It works again."""
        if self._last_trouble:
            logger.info("updates are received again")
        self._delay, self._last_trouble = 1.0, ""


async def receive(shop: Shop, dispatch: Dispatch) -> None:
    """Dispatch what a former run left behind, then whatever arrives. Runs until cancelled. Raises ReceiverError."""
    backoff = Backoff()
    await _retried(backoff, lambda: _dispatch_stored(dispatch))
    if shop.settings.uses_webhook:
        await _retried(backoff, lambda: _set_webhook(shop))
        while True:
            await shop.wakeups.wait("inbox", LOOK_EVERY_SECONDS)
            await _retried(backoff, lambda: _dispatch_stored(dispatch))
    await _retried(backoff, lambda: _delete_webhook(shop))
    leftovers = asyncio.create_task(_dispatch_leftovers(dispatch), name="leftovers of the inbox")
    try:
        await Poller(shop, dispatch, backoff).run()
    finally:
        leftovers.cancel()


class Poller:
    """Long polling: fetch, store, dispatch; the next fetch confirms.

    A batch that cannot be read is fetched again one by one, so that the one at fault can be passed over. Telegram's
    ids are 32 bits; a greater one never moves the offset for long, or whatever has a usual id would count as confirmed.
    """

    def __init__(self, shop: Shop, dispatch: Dispatch, backoff: Backoff) -> None:
        self._shop = shop
        self._dispatch = dispatch
        self._backoff = backoff
        self._offset: int | None = None  # everything below is stored
        self._confirmed: int | None = None  # everything below is known to Telegram as received
        self._detour: int | None = None  # the offset of the next fetch alone
        self._limit = PAGE
        self._unreadable_count = 0  # how often the one update that was asked for could not be read
        self._unusual_batches = 0  # how many batches in a row had no usual id

    async def run(self) -> None:
        """Poll until cancelled. Raises ReceiverError when Telegram does not know the token."""
        try:
            while True:
                await self._dispatch.wait_for_room()
                await _retried(self._backoff, self._poll)
        finally:
            if self._offset != self._confirmed:
                await self._confirm()

    async def _confirm(self) -> None:
        """Say what is stored, so that the next start does not get, and handle, it once more."""
        with suppress(TelegramError):
            await self._shop.telegram.call("getUpdates", timeout=0, read_timeout=3, offset=self._offset, limit=1)

    async def _poll(self) -> None:
        try:
            batch = await self._fetch()
        except MalformedAnswer as exc:
            match = UPDATE_ID.search(exc.body)
            if match is None and (self._offset is None or not exc.body.startswith(UPDATES_PREFIX)):
                raise  # not an answer of Telegram
            await self._skip_unreadable(match)
            return
        if not batch:
            self._limit = PAGE
            return
        updates = valid_updates(batch, quiet=self._unusual_batches > 0)
        new_updates = [update for update in updates if not self._dispatch.knows(update["update_id"])]
        await inbox.store(self._shop, new_updates)
        for update in new_updates:
            self._dispatch.put(update)
        usual = [update["update_id"] for update in updates if update["update_id"] <= MAX_UPDATE_ID]
        if usual:
            self._offset, self._unusual_batches = max(usual) + 1, 0
        else:
            await self._skip_unusual(batch)

    async def _fetch(self) -> Any:
        self._confirmed, detour, self._detour = self._offset, self._detour, None
        return await self._shop.telegram.call(
            "getUpdates",
            timeout=POLL_SECONDS,
            read_timeout=POLL_SECONDS + 10,
            offset=self._offset if detour is None else detour,
            limit=self._limit,
            allowed_updates=list(ALLOWED_UPDATES),
        )

    async def _skip_unreadable(self, match: re.Match[bytes] | None) -> None:
        """After an answer that cannot be read: ask for one update at a time, and pass over the one that cannot."""
        if self._limit > 1:
            self._limit, self._unreadable_count = 1, 0
            return
        self._unreadable_count += 1
        if self._unreadable_count < 2:  # it may have been damaged on the way
            return
        self._limit = PAGE
        number, kind = -1, "unknown"  # where not even the number can be read, it is the next one
        if match is not None:
            number, kind = int(match["id"]), (match["kind"] or b"unknown").decode()
        if not (self._offset or 0) <= number <= MAX_UPDATE_ID:
            number = self._offset or 0
        self._offset = number + 1
        await inbox.skip(self._shop, {"update_id": number, kind: None}, "cannot be read")

    async def _skip_unusual(self, batch: Any) -> None:
        """Nothing in the batch has a usual id: unless something else arrives soon, confirm it and come back."""
        ids = [item.get("update_id") for item in batch if isinstance(item, dict)] if _is_list(batch) else []
        numbers = [number for number in ids if type(number) is int and number >= 0]
        if self._limit == 1 and not numbers and _is_list(batch) and self._offset is not None:
            self._offset += 1  # ids grow by one, so this passes over no other update
            return
        self._unusual_batches += 1
        if self._unusual_batches < UNUSUAL_BATCHES or not numbers:
            await asyncio.sleep(UNUSUAL_SECONDS)
            return
        self._detour, self._unusual_batches = max(numbers) + 1, 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def valid_updates(batch: Any, *, quiet: bool = False) -> list[dict[str, Any]]:
    """The updates among what Telegram sent; anything else is logged and dropped."""
    updates = []
    for item in batch if _is_list(batch) else []:
        update = inbox.sanitized(item)
        if update is not None:
            updates.append(update)
        elif not quiet:
            logger.error("something that is no update was received and dropped")  # it has neither id nor kind
    return updates


async def _dispatch_stored(dispatch: Dispatch) -> bool:
    """Dispatch what is in the inbox and not known yet, payments first; whether that was all.

    Other updates take half of the room at most: what arrives now is not to wait for what was left behind.

    Always from the beginning: webhook deliveries arrive out of order, and handled updates are no longer there.
    """
    stored_ids = await inbox.stored_ids()
    new_ids = [update_id for update_id in stored_ids if not dispatch.knows(update_id)]
    for portion in db.in_portions(new_ids, PAGE):
        for update in await inbox.load(portion):
            if dispatch.half_full and not inbox.lane_of(update).startswith(inbox.PAYMENT_PREFIX):
                return False
            dispatch.put(update)
    return len(stored_ids) < inbox.CAPACITY


async def _dispatch_leftovers(dispatch: Dispatch) -> None:
    """What a former run left behind and had no room at the start, beside what arrives now."""
    backoff, is_done = Backoff(), False

    async def work() -> None:
        nonlocal is_done
        is_done = await _dispatch_stored(dispatch)

    while not is_done:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        await _retried(backoff, work)


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


async def _retried(backoff: Backoff, work: Any) -> None:
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
        except ReceiverError:
            raise
        except Exception as exc:
            if db.tell_away(exc):
                await backoff.pause("")
            else:  # after a programming error the bot must still receive updates
                await backoff.pause(f"updates cannot be received ({type(exc).__name__})", exc)
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
