"""Settings: of the process, of its payment providers, and the types of their values."""

from core.config.settings import Settings, SettingsError, load, outgoing_address

__all__ = ["Settings", "SettingsError", "load", "outgoing_address"]
