"""Where each person is in a dialogue: kept in the shop's database, so that a restart interrupts nobody.

One bot process is the only writer, so everything read or written is also kept in memory and read once.
"""

from collections import OrderedDict
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from core.telegram import inbox

CACHE_SIZE = 20_000  # conversations in memory; an older one is read from the database again

Conversation = tuple[str | None, dict[str, Any]]


class InboxStorage(BaseStorage):
    """aiogram's storage of states on `core.telegram.inbox`, written through."""

    def __init__(self) -> None:
        self._cache: OrderedDict[str, Conversation] = OrderedDict()

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        _, data = await self._load(key)
        await self._save(key, state.state if isinstance(state, State) else state, data)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._load(key))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        state, _ = await self._load(key)
        await self._save(key, state, dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return deepcopy((await self._load(key))[1])

    async def close(self) -> None:
        self._cache.clear()

    async def _load(self, key: StorageKey) -> Conversation:
        name = name_of(key)
        conversation = self._cache.get(name)
        if conversation is None:
            conversation = await inbox.load_state(name)
            self._cache_put(name, conversation)
        else:
            self._cache.move_to_end(name)
        return conversation

    async def _save(self, key: StorageKey, state: str | None, data: dict[str, Any]) -> None:
        name = name_of(key)
        if self._cache.get(name) == (state, data):
            return
        self._cache.pop(name, None)  # not in memory until it is written
        await inbox.save_state(name, state, data)
        self._cache_put(name, (state, deepcopy(data)))

    def _cache_put(self, name: str, conversation: Conversation) -> None:
        self._cache[name] = conversation
        while len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)


def name_of(key: StorageKey) -> str:
    """`bot:chat:user`; two bots on one database stay apart."""
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"
