"""A Telegram Bot API server to play against: no real money, no real Telegram.

The sandbox speaks the Bot API over HTTP well enough for an unmodified bot (any library that lets you set the
server address), keeps chats, people, payments, letters and a clock in memory, and shows them on a page in the browser.
It knows nothing of the shop. ``python -m sandbox`` runs it; ``sandbox.server.Sandbox`` embeds it in an event loop;
``sandbox.client.SandboxClient`` plays the customers from a test. ``sandbox/README.md`` lists the control API.

Protocol facts come from three sources, named where they are used: the sources of ``tdlib/telegram-bot-api`` (BA),
of ``tdlib/td`` (TD), and the public Bot API documentation up to version 10.3.

How the modules stand on each other, from the bottom up::

    errors  clock  journal  files  entities  markup  mail   leaves: no sandbox imports but errors
    chats  updates                                       people and chats; the queue behind getUpdates
    state                                                World: everything above in one place
    payments  actions  web_app                           what people do, and what Telegram does about it
    methods/                                             what the bot asks for: one table of Bot API methods
    webhook  bot_api  control  page                      HTTP: out to the bot, in from the bot, in from tests
    mail_server                                          SMTP: letters, shown on the page
    app  serving  server  client                         one ASGI application, its runner, a client for tests
    vendors/                                             payment vendors, on a port of their own
"""
