"""Programs that behave like the ones a shop talks to, down to their faults."""
