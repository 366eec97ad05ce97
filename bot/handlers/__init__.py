"""What people can do in the bot, one file for each part of the menu. Each module has `router()`."""
