"""Traffic: how many bytes went through each key."""
