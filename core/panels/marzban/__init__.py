"""A Marzban 0.8 on another machine behind the Panel port."""

from core.panels.marzban.config import MarzbanConfig
from core.panels.marzban.panel import MarzbanPanel

__all__ = ["MarzbanConfig", "MarzbanPanel"]
