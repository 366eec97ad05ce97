"""The shop's self-checks."""
