"""How the shop reaches one Remnawave, and what its access profiles mean there."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.http import TIMEOUT_SECONDS
from core.panels import Rejected
from core.phrases import Phrase

# Without both, Remnawave closes the connection and sends no byte. Behind its usual reverse proxy they change nothing.
PROXY_HEADERS = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}


@dataclass(frozen=True, slots=True)
class RemnawaveConfig:
    """One Remnawave, and the API token that was made for the shop in its dashboard.

    `squads` maps each access profile to the UUIDs of internal squads: a user in no squad has no access.

    `identity` names the panel in the traffic books for ever, whatever its address: a changed one books everything a
    second time. Accounts whose reference begins with `owner` are counted; with several shops on one panel it keeps
    their books apart.
    """

    url: str
    token: str = field(repr=False)
    identity: str
    owner: str = ""
    squads: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extra_headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # for a gate before the panel
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)  # the same
    timeout: float = TIMEOUT_SECONDS
    readings_seconds: float = 60.0
    links_seconds: float = 3600.0  # how long links count as known; a change of the account is seen at once
    page: int = 250

    def squads_of(self, profile: str) -> list[str]:
        """The squads of an access profile. Raises Rejected when there are none: nobody could connect."""
        squads = [squad.lower() for squad in self.squads.get(profile, ())]
        if not squads:
            raise Rejected(Phrase("panel-profile-without-squads", profile=profile))
        return squads

    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {**PROXY_HEADERS, **self.extra_headers, "Authorization": f"Bearer {self.token}"}

    def token_ends_at(self) -> datetime | None:
        """When the panel stops to take the token: API tokens are JWTs with an end. None for one that cannot be read."""
        try:
            claims = self.token.split(".")[1]
            payload = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
            return datetime.fromtimestamp(float(payload["exp"]), UTC)
        except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError):
            return None
