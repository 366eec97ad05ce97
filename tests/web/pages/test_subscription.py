"""The customer's link: apps get configurations, people get a page, strangers get nothing."""

import base64
import json
from datetime import timedelta

import httpx
import pytest
import yaml

from core.catalogue import servers
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import state as keys
from core.subscriptions.models import Key, PanelAccount, Subscription
from tests.conftest import new_user
from tests.databases import ONE_ENGINE
from tests.web.conftest import Statements

LINK = (
    "vless://3b8f2a4e-7a3f-4a0e-9a83-5d6c3f1d2e10@203.0.113.7:443?type=tcp&encryption=none&security=reality"
    "&sni=example.com&fp=chrome&pbk=hk-kybcQI5qRhFBl-CUmDSr7lBM6o8yqVJDltUr-nA8&sid=7177&flow=xtls-rprx-vision#NL"
)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
PERSON = {"user-agent": BROWSER, "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
async def subscription(shop: Shop, tariff: Tariff) -> Subscription:
    """A running subscription whose panel has agreed."""
    user = await new_user(shop, balance_kopeks=29900)
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    for key in await Key.filter(subscription_id=bought.subscription.id):
        await PanelAccount.create(key_id=key.id, state="active", links=[LINK], observed_at=shop.now())
    await Subscription.filter(id=bought.subscription.id).update(traffic_used_bytes=5 * GB)
    return bought.subscription


async def test_an_app_gets_the_links_and_the_usual_headers(
    shop: Shop, web: httpx.AsyncClient, subscription: Subscription
) -> None:
    answer = await web.get(f"/s/{subscription.token}", headers={"user-agent": "v2rayNG/1.9.5"})
    assert answer.status_code == 200
    assert base64.b64decode(answer.text).decode() == LINK
    expire = int((shop.now() + timedelta(days=30)).timestamp())
    assert answer.headers["subscription-userinfo"] == (
        f"upload=0; download={5 * GB}; total={100 * GB}; expire={expire}"
    )
    assert base64.b64decode(answer.headers["profile-title"].removeprefix("base64:")).decode() == "Vitrina"
    assert answer.headers["profile-update-interval"].isdigit()


@pytest.mark.parametrize(
    ("agent", "form"),
    [
        ("ClashMeta/1.19 mihomo", ""),
        ("whatever", "mihomo"),
    ],
)
@ONE_ENGINE
async def test_clash_gets_yaml(web: httpx.AsyncClient, subscription: Subscription, agent: str, form: str) -> None:
    answer = await web.get(f"/s/{subscription.token}", params={"format": form}, headers={"user-agent": agent})
    proxies = yaml.safe_load(answer.text)["proxies"]
    assert [(proxy["server"], proxy["reality-opts"]["short-id"]) for proxy in proxies] == [("203.0.113.7", "7177")]


@pytest.mark.parametrize("form", ["singbox", "xray"])
@ONE_ENGINE
async def test_json_forms_are_json(web: httpx.AsyncClient, subscription: Subscription, form: str) -> None:
    answer = await web.get(f"/s/{subscription.token}", params={"format": form})
    assert "203.0.113.7" in json.dumps(json.loads(answer.text))


@ONE_ENGINE
async def test_a_browser_gets_a_page_with_the_qr_code(web: httpx.AsyncClient, subscription: Subscription) -> None:
    answer = await web.get(f"/s/{subscription.token}", headers=PERSON)
    assert answer.headers["content-type"].startswith("text/html")
    assert "<svg" in answer.text
    assert "Подписка работает" in answer.text
    assert "5\u00a0ГБ из 100\u00a0ГБ" in answer.text
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("accept", ["*/*", "", "text/plain, */*", "text/html;q=0, */*", "text/htmlx"])
@ONE_ENGINE
async def test_an_app_that_calls_itself_a_browser_gets_links_and_no_page(
    web: httpx.AsyncClient, subscription: Subscription, accept: str
) -> None:
    answer = await web.get(f"/s/{subscription.token}", headers={"user-agent": BROWSER, "accept": accept})
    assert answer.headers["content-type"].startswith("text/plain")
    assert base64.b64decode(answer.text).decode().startswith("vless://")
    unknown = await web.get("/s/nobodys", headers={"user-agent": BROWSER, "accept": accept})
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "text/plain; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", "TEXT/HTML;level=1, */*;q=0.1", "image/webp, text/html;q=0.9"])
@ONE_ENGINE
async def test_whoever_names_html_gets_the_page(
    web: httpx.AsyncClient, subscription: Subscription, accept: str
) -> None:
    answer = await web.get(f"/s/{subscription.token}", headers={"user-agent": BROWSER, "accept": accept})
    assert answer.headers["content-type"].startswith("text/html")


@ONE_ENGINE
async def test_the_page_can_be_asked_for_whatever_is_accepted(
    web: httpx.AsyncClient, subscription: Subscription
) -> None:
    answer = await web.get(f"/s/{subscription.token}", params={"format": "html"})
    assert answer.headers["content-type"].startswith("text/html")


@ONE_ENGINE
async def test_the_page_needs_nothing_from_elsewhere(web: httpx.AsyncClient, subscription: Subscription) -> None:
    page = (await web.get(f"/s/{subscription.token}", headers=PERSON)).text
    for path in ("/static/page.css", "/static/page.js", "/static/icon.svg"):
        assert path in page
        assert (await web.get(path)).status_code == 200
    assert "https://" not in page.replace(f"https://shop.example/s/{subscription.token}", "")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"status": "expired"}, "закончилась"),
        ({"status": "suspended", "suspended_for": "traffic"}, "Трафик закончился"),
        ({"status": "suspended", "suspended_for": "operator"}, "приостановлена"),
    ],
)
async def test_a_subscription_that_does_not_run_says_so_in_app_and_browser(
    web: httpx.AsyncClient, subscription: Subscription, state: dict[str, str], words: str
) -> None:
    await Subscription.filter(id=subscription.id).update(**state)
    page = await web.get(f"/s/{subscription.token}", headers=PERSON)
    assert words in page.text
    app = base64.b64decode((await web.get(f"/s/{subscription.token}")).text).decode()
    assert app.startswith("vless://00000000-")
    assert LINK not in app


async def test_while_the_panel_is_away_the_link_says_that_access_is_being_prepared(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff
) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    page = await web.get(f"/s/{bought.subscription.token}", headers=PERSON)
    assert "Доступ готовится" in page.text


async def test_the_old_link_is_nobodys_after_a_reissue(
    shop: Shop, web: httpx.AsyncClient, subscription: Subscription
) -> None:
    fresh = await keys.reissue(shop, subscription, by=Actor("user", subscription.user_id))
    assert (await web.get(f"/s/{subscription.token}")).status_code == 404
    assert (await web.get(f"/s/{fresh.token}")).status_code == 200


@pytest.mark.parametrize("token", ["nothing", "%00", "..%2f..%2fetc", "a" * 500, "%F0%9F%92%A9"])
async def test_unknown_links_are_404_and_never_500(web: httpx.AsyncClient, token: str) -> None:
    for agent in (BROWSER, "v2rayNG"):
        answer = await web.get(f"/s/{token}", headers={"user-agent": agent})
        assert answer.status_code == 404
        assert answer.text


@ONE_ENGINE
async def test_an_unknown_format_is_refused_in_words(web: httpx.AsyncClient, subscription: Subscription) -> None:
    answer = await web.get(f"/s/{subscription.token}", params={"format": "wireguard"})
    assert answer.status_code == 400
    assert "mihomo" in answer.text


async def test_the_link_costs_two_statements(
    web: httpx.AsyncClient, subscription: Subscription, statements: Statements
) -> None:
    statements.seen.clear()
    await web.get(f"/s/{subscription.token}")
    assert len(statements.seen) == 2, statements.seen


OTHER = LINK.replace("203.0.113.7", "203.0.113.9").removesuffix("#NL") + "#DE"


async def test_a_server_that_does_not_work_is_listed_last_and_keeps_its_key(
    shop: Shop, web: httpx.AsyncClient, subscription: Subscription
) -> None:
    second = await servers.create(shop, name="Berlin", country="DE")
    (first,) = await Key.filter(subscription_id=subscription.id).select_related("server")
    key = await Key.create(
        subscription_id=subscription.id, server_id=second.id, next_try_at=None, created_at=shop.now()
    )
    await PanelAccount.create(key_id=key.id, state="active", links=[OTHER], observed_at=shop.now())

    async def told(agent: str) -> tuple[str, str]:
        accept = "text/html" if agent == BROWSER else "*/*"
        answer = await web.get(f"/s/{subscription.token}", headers={"user-agent": agent, "accept": accept})
        announce = answer.headers.get("announce", "").removeprefix("base64:")
        return answer.text, base64.b64decode(announce).decode()

    async def listed() -> list[str]:
        return base64.b64decode((await told("v2rayNG/1.9.5"))[0]).decode().split("\n")

    assert await listed() == [LINK, OTHER]
    assert "работаем над этим" not in (await told(BROWSER))[0]
    await Server.filter(id=first.server.id).update(trouble="the core does not answer <b>")
    assert await listed() == [OTHER, LINK]
    page, _ = await told(BROWSER)
    assert "🇳🇱 Amsterdam. Мы уже работаем над этим" in page
    assert page.index("203.0.113.9") < page.index("203.0.113.7")
    assert "does not answer" not in page
    assert "Amsterdam" in (await told("v2rayNG/1.9.5"))[1]
    assert keys.first_link(await keys.places(subscription)) == OTHER
    await Server.all().update(trouble="down")
    assert await listed() == [LINK, OTHER]
    await Server.all().update(trouble=None)
    assert await listed() == [LINK, OTHER]
    assert (await told("v2rayNG/1.9.5"))[1] == ""


@ONE_ENGINE
async def test_the_operators_contact_is_told_to_apps(
    shop: Shop, web: httpx.AsyncClient, subscription: Subscription
) -> None:
    assert "support-url" not in (await web.get(f"/s/{subscription.token}")).headers
    shop.settings = shop.settings.model_copy(update={"support_contact": "@my_support"})
    assert (await web.get(f"/s/{subscription.token}")).headers["support-url"] == "https://t.me/my_support"


@pytest.mark.parametrize("form", ["base64", "mihomo", "singbox", "xray"])
@ONE_ENGINE
async def test_an_app_is_known_by_its_first_word(web: httpx.AsyncClient, subscription: Subscription, form: str) -> None:
    agents = {
        "base64": "HiddifyNext/4.1.1 (android) like ClashMeta v2ray sing-box",
        "mihomo": "Stash/3.1.1 Clash/1.9.0",
        "singbox": "SFA/1.12.0 (600; sing-box 1.12.0)",
        "xray": "v2rayNG/1.9",
    }
    own = await web.get(f"/s/{subscription.token}", headers={"user-agent": agents[form]})
    asked = await web.get(f"/s/{subscription.token}", params={"format": "base64" if form == "xray" else form})
    assert own.text == asked.text


@ONE_ENGINE
async def test_a_subscription_of_servers_that_an_app_cannot_reach_says_so(
    web: httpx.AsyncClient, subscription: Subscription
) -> None:
    await PanelAccount.all().update(links=["tuic://a:b@203.0.113.7:443#Резерв"])
    for form in ("mihomo", "singbox", "xray"):
        assert "Резерв" in (await web.get(f"/s/{subscription.token}", params={"format": form})).text
