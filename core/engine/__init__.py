"""The engine: which panels this worker drives, what other processes ask of it, its settings and its health."""
