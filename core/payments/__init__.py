"""Money from outside: asking for it and settling it."""
