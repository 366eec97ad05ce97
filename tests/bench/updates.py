"""Handled updates a second: the shop's bot process against a bare aiogram bot, each on a sandbox like the other's.

Both bots run all the time and take turns: while one works the other's long poll just waits. A round is the same crowd
sending `/menu` (one call in answer) and pressing buttons between the menu and the balance (two calls) by turns, all
queued at once; it ends when the last call of the bot has arrived.
"""

import asyncio
import contextlib
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from sandbox import actions
from sandbox.chats import Person
from sandbox.server import Sandbox
from tests.bench import lab
from tests.bench.results import CannotMeasure, Result, Round, compared, in_turns
from tests.journeys.conftest import World

PEOPLE = 200
UPDATES_EACH, UPDATES_EACH_QUICK = 10, 4
ROUNDS, ROUNDS_QUICK = 7, 3
SECONDS, SECONDS_QUICK = 35, 10
COUNTED = ("sendMessage", "answerCallbackQuery", "editMessageText")
START_SECONDS, ROUND_SECONDS = 30, 30


async def measure(directory: Path, quick: bool) -> list[Result]:
    """Updates a second in turns."""
    async with lab.world(directory) as world, Sandbox() as other, _both_bots(world, other) as pids:
        each = UPDATES_EACH_QUICK if quick else UPDATES_EACH
        sides = await asyncio.gather(_crowd(world.sandbox, each, pids[0]), _crowd(other, each, pids[1]))
        rounds, seconds = (ROUNDS_QUICK, SECONDS_QUICK) if quick else (ROUNDS, SECONDS)
        found = await in_turns(sides[0].round, sides[1].round, rounds=rounds, seconds=seconds)
    note = f"{PEOPLE} people, {each} updates each, half /menu (1 call), half buttons (2 calls); long polling"
    return [compared("handled updates", *found, at_least=0.5, note=note)]


@contextlib.asynccontextmanager
async def _both_bots(world: World, other: Sandbox) -> AsyncIterator[tuple[int, int]]:
    """The shop's bot process in its world, the echo bot on the other sandbox; their process ids."""
    theirs = {"BOT_TOKEN": other.token, "TELEGRAM_API_URL": other.url}
    await world.start("bot")
    async with lab.program("tests.bench.echo_bot", settings=theirs, log=world.directory / "echo.log") as echo:
        yield world.processes["bot"].pid, echo.pid
        await world.stop("bot")


async def _crowd(sandbox: Sandbox, each: int, pid: int) -> "Crowd":
    """People who have pressed Start and got their first answer."""
    crowd = lab.people(sandbox.world, PEOPLE)
    await lab.answered(sandbox.world, crowd[0], "/start", START_SECONDS)
    await asyncio.gather(*(lab.answered(sandbox.world, person, "/start", START_SECONDS) for person in crowd[1:]))
    return Crowd(sandbox, crowd, each, pid)


class Crowd:
    """The people of one sandbox, and the screens they press buttons on."""

    def __init__(self, sandbox: Sandbox, people: list[Person], each: int, pid: int) -> None:
        self._each, self._pid = each, pid
        self._world = sandbox.world
        self._people = people
        self._screens = {person.id: self._screen(person) for person in people}
        self._buttons: dict[int, Iterator[str]] = {
            person.id: itertools.cycle(("balance", "menu"))
            for person in people  # each press shows another screen
        }

    def _screen(self, person: Person) -> int:
        message = lab.bots_newest(self._world.chats[person.id])
        if message is None:
            raise CannotMeasure("the bot does not answer /start")
        return int(message["message_id"])

    async def round(self) -> Round:
        """Send everything at once and wait until it is answered. Raises CannotMeasure."""
        seen = self._world.calls[-1]["number"]
        cpu, began = lab.cpu_seconds(self._pid), time.perf_counter()
        wanted = self._send_all()
        counted: Counter[str] = Counter()
        while counted.total() < wanted.total():
            await asyncio.sleep(0.005)
            seen = self._count(seen, counted)
            if time.perf_counter() - began > ROUND_SECONDS:
                raise CannotMeasure(f"after {ROUND_SECONDS} s the bot has made {counted} of {wanted} calls")
        if counted != wanted:
            raise CannotMeasure(f"the bot has made {counted} instead of {wanted} calls")
        seconds, count = time.perf_counter() - began, PEOPLE * self._each
        return Round(count / seconds, (lab.cpu_seconds(self._pid) - cpu) / count)

    def _send_all(self) -> Counter[str]:
        """Queue a round's updates; returns the calls that answer them."""
        wanted: Counter[str] = Counter()
        for step in range(self._each):
            for person in self._people:
                if step % 2 == 0:
                    actions.send(self._world, person, {"text": "/menu"})
                    wanted["sendMessage"] += 1
                else:
                    chat, screen = self._world.chats[person.id], self._screens[person.id]
                    actions.press_callback(self._world, person, chat, screen, next(self._buttons[person.id]))
                    wanted.update(("answerCallbackQuery", "editMessageText"))
        return wanted

    def _count(self, seen: int, counted: Counter[str]) -> int:
        """Count what the bot has called since; returns the newest call's number. Raises CannotMeasure."""
        newest = seen
        for call in reversed(self._world.calls):
            if call["number"] <= seen:
                break
            newest = max(newest, call["number"])
            if not call["ok"] and call["method"] in COUNTED:
                raise CannotMeasure(f"{call['method']} was refused: {call.get('description')}")
            counted[call["method"]] += call["method"] in COUNTED
        return newest
