"""What the measurements say, and how it is shown."""

import dataclasses
import json
import math
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

LEAST_ROUNDS = 2
HEADINGS = ("measurement", "ours", "baseline", "ratio", "aim", "verdict")


class CannotMeasure(Exception):
    """A measurement could not be made; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. Without `aim` it is there for orientation only.

    `at_least` and `at_most` are the aim: for the ratio where there is a baseline, else for `ours`.
    """

    name: str
    ours: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """`ok`, `MISSED`, or nothing where nothing is aimed at."""
        value = self.ours if self.ratio is None else self.ratio
        if self.at_least is None and self.at_most is None:
            return ""
        good = (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)
        return "ok" if good else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """The line as people read it, in the order of `HEADINGS`."""
        aim = ""
        if self.at_least is not None:
            aim = f">= {self.at_least:g}"
        elif self.at_most is not None:
            aim = f"<= {self.at_most:g}" + ("" if self.ratio is not None else f" {self.unit}")
        return (
            self.name,
            f"{_number(self.ours)} {self.unit}",
            "" if self.baseline is None else f"{_number(self.baseline)} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            aim,
            self.verdict,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Round:
    """One side's turn: what it did a second, and the processor time each took it."""

    rate: float
    cpu: float


async def in_turns(
    ours: Callable[[], Awaitable[Round]], baseline: Callable[[], Awaitable[Round]], *, rounds: int, seconds: float
) -> tuple[list[Round], list[Round]]:
    """One round each to warm up, then rounds by turns: so many, or two and as many more as a busy machine allows."""
    found: tuple[list[Round], list[Round]] = ([], [])
    began = time.perf_counter()
    for number in range(rounds + 1):
        if number > LEAST_ROUNDS and time.perf_counter() - began > seconds:
            break
        mine, bare = await ours(), await baseline()
        if number:
            found[0].append(mine)
            found[1].append(bare)
    return found


def compared(
    name: str, ours: Sequence[Round], baseline: Sequence[Round], *, at_least: float | None, note: str = ""
) -> Result:
    """Rounds that took turns: medians of both sides, and the median of the rounds' ratios."""
    ratio = statistics.median(mine.rate / bare.rate for mine, bare in zip(ours, baseline, strict=True))
    cpu, bare_cpu = (statistics.median(round.cpu for round in side) for side in (ours, baseline))
    return Result(
        name,
        statistics.median(round.rate for round in ours),
        "/s",
        statistics.median(round.rate for round in baseline),
        ratio,
        at_least=at_least,
        note=f"{note}; processor {cpu * 1e3:.2f} ms each, baseline {bare_cpu * 1e3:.2f} ms: {bare_cpu / cpu:.2f}",
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def machine() -> str:
    """On what it was measured, and how busy that was."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {platform.system()}"


def table(results: Sequence[Result]) -> str:
    """Aligned columns, with each measurement's note below its line."""
    rows = [HEADINGS, *(result.cells() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for number, row in enumerate(rows):
        cells = (
            cell.rjust(width) if 1 <= column <= 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
        note = results[number - 1].note if number else ""
        if note:
            lines.append(f"    {note}")
    return "\n".join(lines)


def write_json(file: Path, results: Sequence[Result], failed: dict[str, str]) -> None:
    """Everything again, for machines."""
    found = [{**dataclasses.asdict(result), "verdict": result.verdict} for result in results]
    file.write_text(json.dumps({"machine": machine(), "results": found, "failed": failed}, indent=2) + "\n")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
