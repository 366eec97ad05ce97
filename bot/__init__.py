"""The Telegram entry point of the shop: parse what a person did, call one operation of `core`, show the outcome."""
