"""Putting wanted inbounds and users into a core, and taking them out again. The caller keeps others from doing so at
the same time."""

import asyncio
import contextlib
from collections.abc import Sequence

from core.panels import PanelError, Rejected
from core.panels.xray.api import AlreadyThere, NotThere
from core.panels.xray.inbounds import CHUNK, Inbound, port_trouble
from core.panels.xray.process import Core
from core.panels.xray.troubles import PortClosed

IN_FLIGHT = 16  # calls at once: 5,700 users/s instead of 1,400 one by one
UNSURE = ""  # stands for the UUID while the core's answer is outstanding or was lost


async def open_inbound(core: Core, inbound: Inbound, *, ours: bool = False) -> None:
    """Listen, with all users already in. `ours` says that a core of ours holds the port on purpose.

    Raises PortClosed when the port is taken (the text says what to do), Rejected when the core refuses.
    """
    trouble = None if ours else port_trouble(inbound.listen, inbound.port)
    if trouble:
        raise PortClosed(trouble)
    first = list(inbound.users().items())[:CHUNK]
    handler = inbound.build(first)
    try:
        await core.api.add_inbound(handler)
    except AlreadyThere:  # left by a call whose answer was lost
        await core.api.remove_inbound(inbound.tag)
        await core.api.add_inbound(handler)
    core.listening[inbound.tag] = inbound.port
    core.ports.add(inbound.port)
    core.loaded[inbound.tag] = dict(first)
    await converge(core, inbound)


async def close_inbounds(core: Core) -> None:
    """Stop listening; sessions go on. A core that does not answer is left alone."""
    for tag in list(core.listening):
        with contextlib.suppress(PanelError):
            await core.api.remove_inbound(tag)
        del core.listening[tag]


async def close_inbound(core: Core, tag: str) -> None:
    """Stop listening for one tag, its port is free at once; sessions go on. Raises Unavailable."""
    with contextlib.suppress(NotThere):
        await core.api.remove_inbound(tag)
    core.listening.pop(tag, None)
    core.loaded.pop(tag, None)


async def own_port(core: Core, tag: str, inbound: Inbound | None) -> None:
    """Make the inbound of one account with a port of its own what is wanted, None = not there.

    Raises Unavailable, and Rejected: also for a taken port, which is no trouble of the core's.
    """
    port = core.listening.get(tag)
    if port is not None and (inbound is None or inbound.port != port):
        await close_inbound(core, tag)
    if inbound is None:
        return
    if tag in core.listening:
        await converge(core, inbound)
        return
    trouble = port_trouble(inbound.listen, inbound.port)
    if trouble:
        raise Rejected(trouble.words)
    await open_inbound(core, inbound)


async def inventory(core: Core) -> dict[str, dict[str, str]]:
    """What the core itself says it holds: tag -> name -> UUID. Raises Unavailable."""
    inbounds: dict[str, dict[str, str]] = {}
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def look(tag: str) -> None:
        async with gate:
            with contextlib.suppress(NotThere):  # a dead tag, or one that has just gone
                inbounds[tag] = await core.api.users(tag)

    await asyncio.gather(*(look(tag) for tag in await core.api.inbound_tags()))
    return inbounds


async def repair(core: Core, targets: Sequence[Inbound]) -> None:
    """Make the core hold what is wanted, whatever somebody else has changed in it. Raises what opening raises."""
    inbounds = await inventory(core)
    plan = {inbound.tag: inbound for inbound in targets}
    for tag in inbounds.keys() | core.listening.keys():
        if tag not in plan or tag not in inbounds:
            await close_inbound(core, tag)
        else:
            core.loaded[tag] = inbounds[tag]
    for tag, inbound in plan.items():
        if tag in core.listening:
            await converge(core, inbound)
        else:
            await open_inbound(core, inbound)


async def converge(core: Core, inbound: Inbound) -> None:
    """Make the inbound's users those wanted. Raises Unavailable, or Rejected after having tried all."""
    users, loaded = inbound.users(), core.loaded[inbound.tag]
    names = iter([name for name in {**loaded, **users} if loaded.get(name) != users.get(name)])
    refused: list[Rejected] = []

    async def work() -> None:
        for name in names:
            try:
                await set_user(core, inbound.tag, name, users.get(name))
            except Rejected as error:
                refused.append(error)

    workers = [asyncio.create_task(work()) for _ in range(IN_FLIGHT)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    if refused:
        raise refused[0]


async def set_user(core: Core, tag: str, name: str, uuid: str | None) -> bool:
    """Let the account in with this UUID, or not at all; whether anything had to change.

    Sessions that exist go on. Raises Unavailable or Rejected; the next call then repairs what this one left.
    """
    loaded = core.loaded[tag]
    before = loaded.get(name)
    if before == uuid:
        return False
    loaded[name] = UNSURE
    if before is not None:
        with contextlib.suppress(NotThere):
            await core.api.remove_user(tag, name)
    if uuid is None:
        del loaded[name]
        return True
    try:
        await core.api.add_user(tag, name, uuid)
    except AlreadyThere:
        await core.api.remove_user(tag, name)
        await core.api.add_user(tag, name, uuid)
    loaded[name] = uuid
    return True
