"""Subscriptions: what a customer has bought, the keys that serve it, and the panels that hold the keys."""
