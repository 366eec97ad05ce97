"""The shop: what it sells, what it owes, what has happened. Knows neither Telegram's dispatcher nor HTTP routes."""
