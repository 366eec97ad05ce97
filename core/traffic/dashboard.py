"""The usage dashboard: bytes and sessions of every key by the day, as finished JSON.

Such an answer has millions of numbers. So days that have ended are kept in memory (`history`), and beside them what
they come to in the answer, as text for each key; only what is counted today is read and written anew. Texts are made
in a thread, and a whole answer serves for a minute.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from core.shop import Shop
from core.traffic import dashboard_text, rollups
from core.traffic.dashboard_text import Past, Question, Surroundings, Window
from core.traffic.history import SETTLED_AFTER, Day, History

ANSWER_LIFE: Final = timedelta(seconds=60)
ANSWERS_KEPT = PASTS_KEPT = 2  # tens of megabytes each where there are ten thousand keys
DAYS_MAX: Final = 90


class Dashboard:
    """Answers of one process. `look` reads the surroundings."""

    def __init__(self, shop: Shop, look: Callable[[Shop], Awaitable[Surroundings]]) -> None:
        self._shop = shop
        self._look = look
        self._history = History(shop)
        self._answers: dict[Question, tuple[datetime, bytes]] = {}
        self._mark: str | None = None
        self._pasts: dict[tuple[Window, str | None], Past] = {}
        self._alone = asyncio.Lock()  # whoever comes second finds the answer of the first

    async def usage(self, days: int, email: str | None = None, *, reveals: bool = False) -> bytes:
        """The last days, today among them. Everybody's where no e-mail is named, nobody's for an unknown one."""
        window = Window.ending(rollups.day_of(self._shop, self._shop.now()), days)
        return await self._answer(Question(window, email, reveals=reveals))

    async def of_day(self, day: date, window_days: int, mode: str, *, reveals: bool = False) -> bytes:
        """The days up to this one, with a summary of it."""
        return await self._answer(Question(Window.ending(day, window_days), mode=mode, reveals=reveals))

    async def _answer(self, question: Question) -> bytes:
        async with self._alone:
            now, mark = self._shop.now(), await self._history.look_at_mark()
            if mark != self._mark:  # the collector has caught up, or days were rewritten
                self._mark = mark
                self._answers.clear()
            self._answers = {
                key: (made_at, text)
                for key, (made_at, text) in self._answers.items()
                if made_at <= now < made_at + ANSWER_LIFE
            }
            if question not in self._answers:
                text = await self._made(question)
                for oldest in list(self._answers)[: 1 - ANSWERS_KEPT]:
                    del self._answers[oldest]
                self._answers[question] = now, text
            return self._answers[question][1]

    async def _made(self, question: Question) -> bytes:
        window, around = question.window, await self._look(self._shop)
        if not question.reveals:
            people = await asyncio.to_thread(lambda: [person.masked() for person in around.people])
            around = replace(around, people=people)
        days = await self._history.days([*window.before, *window.days])
        settled = rollups.day_of(self._shop, self._shop.now() - SETTLED_AFTER)
        tail = [day for day in window.days if day >= settled]  # today, and shortly after midnight yesterday
        ended = [days[day] for day in window.days[: len(window.days) - len(tail)]]
        past = await self._past(window, [days[day] for day in window.before], ended)
        return await asyncio.to_thread(dashboard_text.whole, question, around, past, days, tail, self._shop.now())

    async def _past(self, window: Window, before: list[Day], ended: list[Day]) -> Past:
        """The text of the days that have ended, for each key; kept as long as they stay what they are."""
        key = window, self._history.mark
        if key not in self._pasts:
            past = await asyncio.to_thread(dashboard_text.past_of, before, ended)
            if window.before[-1] >= rollups.day_of(self._shop, self._shop.now() - SETTLED_AFTER):
                return past  # shortly after midnight, in a window of one day
            for oldest in list(self._pasts)[: 1 - PASTS_KEPT]:
                del self._pasts[oldest]
            self._pasts[key] = past
        return self._pasts[key]
