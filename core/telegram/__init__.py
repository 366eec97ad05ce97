"""Telegram: the client of its Bot API, signed logins, texts, and updates that wait for their handler."""
