"""Which kinds of panels there are. A new kind is its folder and its line in `PANELS`.

The only module that meets them. The embedded engine is more than a panel: operators see and change its configuration,
so `embedded` is offered as a whole.
"""

from collections.abc import Mapping

from core.panels.kind import PanelKind
from core.panels.marzban import kind as marzban
from core.panels.remnawave import kind as remnawave
from core.panels.xray import kind as embedded

__all__ = ["EMBEDDED", "PANELS", "embedded"]

EMBEDDED = "xray"
PANELS: Mapping[str, PanelKind] = {EMBEDDED: embedded.KIND, "marzban": marzban.KIND, "remnawave": remnawave.KIND}
