"""A Remnawave 2.8 or 3.x on another machine behind the Panel port."""

from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remnawave.panel import RemnawavePanel

__all__ = ["RemnawaveConfig", "RemnawavePanel"]
