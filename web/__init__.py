"""The shop's counter on the web: customers' subscription links, Telegram's webhook, health."""
