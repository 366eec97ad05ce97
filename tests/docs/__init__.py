"""The documents: what they say about settings, commands and files is true."""
