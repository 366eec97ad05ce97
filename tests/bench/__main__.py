"""`python -m tests.bench [--quick] [--json FILE] [names...]`; exit code 1 only when something could not be measured."""

import argparse
import asyncio
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

import uvloop

from tests.bench import cabinet, delivery, engine, life, limits, purchases, sockets, updates
from tests.bench.results import Result, machine, table, write_json

Measurement = Callable[[Path, bool], Awaitable[list[Result]]]

MEASUREMENTS: Mapping[str, Measurement] = {
    "updates": updates.measure,
    "purchases": purchases.measure,
    "delivery": delivery.measure,
    "cabinet": cabinet.measure,
    "site": partial(cabinet.measure, paths=cabinet.SITE),
    "sockets": sockets.measure,
    "engine": engine.measure,
    "life": life.measure,
    "limits": limits.measure,
}
LONGEST_SECONDS = 600  # of one measurement


def main() -> int:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"{', '.join(MEASUREMENTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, under a minute")
    parser.add_argument("--json", type=Path, help="write the results to this file too")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    print(f"Vitrina bench: {machine()}", flush=True)
    results: list[Result] = []
    failed: dict[str, str] = {}
    for name in options.names or MEASUREMENTS:
        began = time.monotonic()
        try:
            results += measured(MEASUREMENTS[name], quick=options.quick)
        except Exception as exc:
            traceback.print_exc()
            failed[name] = f"{type(exc).__name__}: {exc}"
        print(f"  {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(results))
    for name, reason in failed.items():
        print(f"{name} could not be measured: {reason}")
    if options.json:
        write_json(options.json, results, failed)
    return 1 if failed else 0


def measured(measurement: Measurement, *, quick: bool) -> list[Result]:
    """Run one measurement in a directory of its own. A short path, for unix sockets."""

    async def within_time(directory: Path) -> list[Result]:
        return await asyncio.wait_for(measurement(directory, quick), LONGEST_SECONDS)

    with (
        tempfile.TemporaryDirectory(prefix="vtb-", ignore_cleanup_errors=True) as name,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(within_time(Path(name)))


if __name__ == "__main__":
    sys.exit(main())
