"""Operations that are cancelled on their way: `cancelled_at` stops a coroutine at its n-th await."""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any, Literal

# When the cancellation comes: while the awaited thing is under way, or just after it is done and before we know.
Moment = Literal["early", "late"]


class Steps:
    """A coroutine whose awaits are counted, and whose task is cancelled at one of them."""

    def __init__(self, work: Coroutine[Any, Any, Any], at: int, moment: Moment) -> None:
        self._work, self._at, self._moment = work, at, moment
        self.count = 0

    def __await__(self) -> Generator[Any, None, Any]:
        task = asyncio.current_task()
        assert task is not None
        thrown: BaseException | None = None
        while True:
            try:
                waited = self._work.send(None) if thrown is None else self._work.throw(thrown)
            except StopIteration as end:
                return end.value
            self.count += 1
            if self.count == self._at:
                if self._moment == "late" and waited is not None:
                    waited.add_done_callback(lambda _: task.cancel())
                else:
                    task.cancel()
            thrown = None
            try:
                yield waited
            except BaseException as exc:
                thrown = exc


async def cancelled_at(number: int, moment: Moment, work: Coroutine[Any, Any, Any]) -> bool:
    """Cancel `work` at its n-th await; False where it has fewer. What it raises besides is raised."""
    steps = Steps(work, number, moment)

    async def drive() -> Any:
        return await steps

    task = asyncio.create_task(drive())
    await asyncio.wait([task])
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    return steps.count >= number
