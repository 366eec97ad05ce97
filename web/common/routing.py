"""Routers that know at a glance that an address is not theirs.

The framework asks every route of every router. With several surfaces that is most of what a small answer costs.
"""

import re
from functools import cached_property

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class Pages(APIRouter):
    """A router that looks into its routes only where the address has in it what one of them begins with."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the framework's; NONE at once for an address that no route here can be meant by."""
        path: str = scope.get("path", "")
        if self._beginnings.search(path) is None:
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def _beginnings(self) -> re.Pattern[str]:
        """The literal beginnings of all routes here, as far as this router knows them: outer prefixes come before."""
        beginnings = {str(getattr(route, "path", "")).partition("{")[0] for route in self.routes}
        return re.compile("|".join(map(re.escape, sorted(beginnings))))
