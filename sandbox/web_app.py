"""Launching a Mini App: the signed ``initData`` its page reads from the address.

``hash`` is HMAC-SHA256 over the sorted ``key=value`` lines with the key HMAC-SHA256("WebAppData", token)
(core.telegram.org/bots/webapps). The Ed25519 ``signature`` for third parties cannot be made: that key is Telegram's.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from sandbox.chats import Person
from sandbox.state import World

WEB_APP_QUERY_SECONDS = 3_600
_THEME = {
    "bg_color": "#ffffff",
    "text_color": "#000000",
    "hint_color": "#707579",
    "link_color": "#3390ec",
    "button_color": "#3390ec",
    "button_text_color": "#ffffff",
    "secondary_bg_color": "#f4f4f5",
}


def init_data(world: World, person: Person, *, start_param: str = "") -> str:
    """Signed initData for the person, ready for a query string."""
    query = world.ask("web_app_query", person, lifetime=WEB_APP_QUERY_SECONDS)
    user = {key: value for key, value in person.user().items() if key != "is_bot"}
    user.setdefault("last_name", "")
    user["allows_write_to_pm"] = True
    fields = {
        "query_id": query.id,
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(world.clock.stamp()),
    }
    if start_param:
        fields["start_param"] = start_param
    fields["hash"] = signature(fields, hmac.digest(b"WebAppData", world.token.encode(), hashlib.sha256))
    return urlencode(fields, quote_via=quote)


def signature(fields: Mapping[str, object], secret: bytes) -> str:
    """Telegram's `hash`: HMAC-SHA256 over the sorted ``key=value`` lines, in hex."""
    lines = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    return hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()


def launch_url(world: World, person: Person, url: str, *, start_param: str = "") -> str:
    """The address to open in a frame: the app's URL with initData and theme behind ``#``."""
    parameters = {
        "tgWebAppData": init_data(world, person, start_param=start_param),
        "tgWebAppVersion": "9.0",
        "tgWebAppPlatform": "weba",
        "tgWebAppThemeParams": json.dumps(_THEME, separators=(",", ":")),
    }
    return f"{url.partition('#')[0]}#{urlencode(parameters, quote_via=quote)}"
