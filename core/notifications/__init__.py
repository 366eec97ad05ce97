"""What customers and operators are told, by Telegram, e-mail or WebSocket."""
