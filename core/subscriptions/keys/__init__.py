"""Keys: their wanted state, how panels come to it, and what customers' apps are given."""
