"""The `vitrina` command: composes core, bot and web into processes. Nothing imports this package."""
