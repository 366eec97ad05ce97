"""How the shop reaches one Marzban, and what its access profiles mean there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.http import TIMEOUT_SECONDS
from core.panels import Rejected
from core.phrases import Phrase

PROTOCOLS = ("vless", "vmess", "trojan", "shadowsocks")


@dataclass(frozen=True, slots=True)
class MarzbanConfig:
    """One Marzban, and the administrator (not a sudo one) that belongs to the shop.

    `inbounds` maps an access profile to protocols and the tags of their inbounds. No mapping at all, a profile mapped
    to nothing and a protocol without tags mean all inbounds, of `protocols` where none is named.

    `identity` names the panel in the traffic books for ever, whatever its address: a changed one books everything a
    second time. Accounts whose reference begins with `owner` are counted; with several shops on one administrator it
    keeps their books apart.
    """

    url: str
    username: str
    password: str = field(repr=False)
    identity: str
    owner: str = ""
    inbounds: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    protocols: Sequence[str] = ("vless",)
    flow: str = "xtls-rprx-vision"  # Marzban leaves it out where an inbound cannot speak it; "" for never
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # for a gate before the panel
    timeout: float = TIMEOUT_SECONDS
    again_seconds: float = 20.0  # how long a core that has just restarted may be deaf to the panel
    readings_seconds: float = 60.0  # a list of all users costs a Marzban on SQLite seconds
    links_seconds: float = 3600.0  # how long links stay as they were printed: Marzban draws some parts by lot
    page: int = 200

    def tags(self, profile: str) -> dict[str, list[str]]:
        """The inbounds of a profile by protocol; an empty list stands for all. Raises Rejected."""
        if not self.inbounds:
            chosen: Mapping[str, Sequence[str]] = {}
        elif profile in self.inbounds:
            chosen = self.inbounds[profile]
        else:
            raise Rejected(Phrase("panel-profile-without-inbounds", profile=profile))
        tags = {protocol: list(chosen[protocol]) for protocol in chosen} or {name: [] for name in self.protocols}
        if unknown := sorted(set(tags) - set(PROTOCOLS)):
            raise Rejected(Phrase("panel-unknown-protocol", names=", ".join(unknown)))
        return tags
