"""The built cabinet's own texts: what the owner has it say, in the patterns that the cabinet reads."""

import httpx

from core.shop import Actor, Shop
from core.texts import overrides
from tests.web.conftest import Statements

OWNER = Actor("admin", 900)


async def test_the_cabinet_is_told_the_owners_texts_and_nothing_else(
    shop: Shop, web: httpx.AsyncClient, statements: Statements
) -> None:
    nothing = await web.get("/app/texts/en")
    assert (nothing.status_code, nothing.json(), nothing.headers["cache-control"]) == (200, {}, "no-cache")
    days = "{ $days ->\n [0] Today\n [one] { $days } day & no more\n *[other] { 5 }{ $days } days\n}"
    await overrides.replace(shop, "en", "app-days-left", days, by=OWNER)
    await overrides.replace(shop, "en", "app-nav-home", "Start <3", by=OWNER)
    await overrides.replace(shop, "en", "error-trial-used", "Tom &amp; Co: used", by=OWNER)
    await overrides.replace(shop, "en", "bot-menu-cabinet", "Not of the cabinet", by=OWNER)
    await overrides.replace(shop, "ru", "app-nav-home", "Начало", by=OWNER)
    statements.seen.clear()
    answer = await web.get("/app/texts/en")
    assert answer.json() == {
        "app-days-left": [
            ["days", {"0": "Today", "one": [["days"], " day & no more"], "other": ["5", ["days"], " days"]}, "other"]
        ],
        "app-nav-home": "Start <3",
        "error-trial-used": "Tom & Co: used",
    }
    assert (await web.get("/app/texts/ru")).json() == {"app-nav-home": "Начало"}
    again = await web.get("/app/texts/en", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert statements.seen == []
    await overrides.reset(shop, "en", "app-nav-home", by=OWNER)
    changed = await web.get("/app/texts/en", headers={"if-none-match": answer.headers["etag"]})
    assert "app-nav-home" not in changed.json()
    assert (await web.get("/app/texts/de")).status_code == 404
