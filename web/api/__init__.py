"""The published APIs and the console's; none imports another."""
