"""Live connections of accounts: who has them, and ending exactly theirs.

Xray says in its access log which account a connection belongs to. That log is lossy (a queue of 128 lines, then they
are dropped), so a cut has two passes: at once, the connections known to be the account's; half a second later, those
of the first pass that turned out to be the account's meanwhile (handshakes in flight), and those nobody is known for
that come from an address the account is online from. A connection made after the first pass is never touched: it got
in with the credentials that are valid now.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.panels import PanelError
from core.panels.xray.process import Core, Peer

SECOND_PASS_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FirstPass:
    """What the second pass has to know of the first."""

    core: Core
    name: str
    peers: frozenset[Peer]  # all connections of that moment
    addresses: frozenset[str]  # where the account was online from
    cut: int


async def cut_known(cores: Sequence[Core], name: str) -> list[FirstPass]:
    """Cut the connections known to be the account's. A core that does not answer is leaving, and they with it."""
    passes = []
    for core in cores:
        with suppress(PanelError):
            peers = frozenset((row[1], row[2]) for row in await core.connections())
            cut = await core.cut(peer for peer in peers if core.owner(peer) == name)
            # Asked after the cut, which must not wait for it; the core remembers the addresses for some seconds.
            addresses = frozenset(await core.api.online_ips(name)) if len(peers) > cut else frozenset()
            passes.append(FirstPass(core, name, peers, addresses, cut))
    return passes


async def cut_rest(passes: Sequence[FirstPass]) -> int:
    """The second pass; how many connections it cut."""
    total = 0
    for first in passes:
        core = first.core
        with suppress(PanelError):
            rest = first.peers & {(row[1], row[2]) for row in await core.connections()}
            if not rest:
                continue
            addresses = first.addresses | await core.api.online_ips(first.name)
            owners = {peer: core.owner(peer) for peer in rest}
            total += await core.cut(
                peer
                for peer, owner in owners.items()
                if owner == first.name or (owner is None and peer[0] in addresses)
            )
    return total


async def live(cores: Sequence[Core]) -> dict[str, tuple[int, int, int]]:
    """(connections, bytes received, bytes sent) of live connections by account; the kernel's bytes, with TLS."""
    out: dict[str, tuple[int, int, int]] = {}
    for core in cores:
        with suppress(PanelError):
            for _, ip, port, received_bytes, sent_bytes in await core.connections():
                name = core.owner((ip, port))
                if name is not None:
                    sums = out.get(name, (0, 0, 0))
                    out[name] = (sums[0] + 1, sums[1] + received_bytes, sums[2] + sent_bytes)
    return out
