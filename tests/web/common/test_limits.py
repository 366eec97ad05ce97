"""How often one may ask: 5, 10 and 60 times a minute; a store that fails locks nobody out."""

import socket
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from starlette.requests import HTTPConnection

from core.config import Settings
from core.payment_providers.yookassa import comes_from_yookassa
from core.shop import Actor, Shop
from core.users import api_keys, login
from core.users.models import User
from tests.conftest import make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys import signed
from tests.databases import ONE_ENGINE
from tests.lab import free_port
from tests.web.conftest import running
from tests.web.documents import document
from web.app import create_app
from web.common.limits import Counters, Limiter, client_address

WRONG = {"email": "a@example.com", "password": "wrong one"}


@ONE_ENGINE
async def test_the_sixth_try_of_a_password_has_to_wait(shop: Shop, web: httpx.AsyncClient) -> None:
    answers = [await web.post("/cabinet/auth/login-email", json=WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    last = answers[-1]
    assert 1 <= int(last.headers["retry-after"]) <= 61
    assert last.json()["code"] == "rate-limited"
    assert last.headers["retry-after"] in last.json()["detail"]
    # Each endpoint has its own count.
    assert (await web.post("/cabinet/auth/forgot-password", json={"email": "a@example.com"})).status_code == 200


class TestGuessing:
    """Many addresses that guess one account's password, behind a proxy that names them."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return make_settings(database_url, tmp_path, rate_limit_auth=0, trusted_proxies="127.0.0.1")

    @pytest.mark.parametrize("path", ["/cabinet/auth/login-email", "/auth/login"])
    @ONE_ENGINE
    async def test_an_accounts_password_is_guessed_no_further_and_its_owner_comes_in(
        self, shop: Shop, web: httpx.AsyncClient, path: str
    ) -> None:
        async def tried(password: str, address: str) -> httpx.Response:
            body = {"email": "a@example.com", "password": password}
            return await web.post(path, json=body, headers={"x-forwarded-for": address})

        await login.register(shop, email="a@example.com", password="long enough", first_name="Ann", language="en")
        assert (await tried("long enough", "198.51.100.1")).status_code == 200
        answers = [await tried("wrong one", f"192.0.2.{number}") for number in range(33)]
        assert [answer.status_code for answer in answers] == [401] * 30 + [429] * 3
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 3601
        assert (await tried("long enough", "198.51.100.2")).status_code == 429
        assert (await tried("long enough", "198.51.100.1")).status_code == 200
        code = await login.issue_email_token(shop, await User.get(email="a@example.com"), "reset", 1)
        await web.post(
            "/cabinet/auth/reset-password",
            json={"reset_token": code, "new_password": "another one"},
            headers={"x-forwarded-for": "198.51.100.2"},
        )
        assert (await tried("another one", "198.51.100.2")).status_code == 200


@ONE_ENGINE
async def test_everything_else_is_counted_by_person(shop: Shop, web: httpx.AsyncClient) -> None:
    first, second = await token_of(shop, await new_user(shop, 1)), await token_of(shop, await new_user(shop, 2))
    codes = [(await web.get("/cabinet/auth/me", headers=bearer(first))).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert (await web.get("/cabinet/auth/me", headers=bearer(second))).status_code == 200
    assert (await web.get("/cabinet/info")).status_code == 200


@ONE_ENGINE
async def test_a_stranger_cannot_use_up_a_persons_requests(shop: Shop, web: httpx.AsyncClient) -> None:
    codes = [(await web.get("/cabinet/auth/me", headers=bearer("x.y.z"))).status_code for _ in range(61)]
    assert codes == [401] * 60 + [429]
    token = await token_of(shop, await new_user(shop))
    assert (await web.get("/cabinet/auth/me", headers=bearer(token))).status_code == 200


@ONE_ENGINE
async def test_programs_are_counted_by_their_key(shop: Shop, web: httpx.AsyncClient) -> None:
    boss = Actor("admin", 1)
    first, second = [signed((await api_keys.make(shop, name, ["keys"], by=boss))[1]) for name in ("a", "b")]
    answers = [await web.get("/api/keys", headers=first) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert set(answers[-1].json()) == {"detail"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert (await web.get("/api/keys", headers=second)).status_code == 200
    strangers = [(await web.get("/api/keys", headers=signed("wrong"))).status_code for _ in range(61)]
    assert strangers == [401] * 60 + [429]
    assert (await web.get("/api/keys", headers=second)).status_code == 200


def test_every_endpoint_of_the_cabinet_is_counted() -> None:
    uncounted = [
        f"{method} {path}"
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if "429" not in operation["responses"]
    ]
    assert uncounted == []


@pytest.fixture
def limited(tmp_path: Path) -> Settings:
    return make_settings("sqlite://:memory:", tmp_path)


async def test_a_redis_that_is_away_locks_nobody_out_and_the_process_counts(limited: Settings) -> None:
    limiter = Limiter(limited.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"}))
    assert [await limiter.wait("auth", "a") for _ in range(5)] == [0] * 5
    assert await limiter.wait("auth", "a") > 0


async def test_processes_count_together_in_redis(limited: Settings, redis_url: str) -> None:
    shared = limited.model_copy(update={"redis_url": redis_url})
    one, two = Limiter(shared), Limiter(shared)
    waits = [await limiter.wait("auth", "together") for limiter in (one, two) * 3]
    assert waits[:5] == [0] * 5
    assert 0 < waits[5] <= 61
    for limiter in (one, two):
        await limiter.aclose()


async def test_zero_switches_a_limit_off(limited: Settings) -> None:
    limiter = Limiter(limited.model_copy(update={"rate_limit_auth": 0}))
    assert {await limiter.wait("auth", "a") for _ in range(50)} == {0}


async def test_counters_do_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.common.limits.FULL", 10)
    counters = Counters()
    for number in range(50):
        await counters.incr(str(number), -1)
    assert await counters.reset() <= 11  # type: ignore[operator]


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", (), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "", ("10.0.0.0/8",), "10.0.0.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.0/8",), "nonsense"),
        ("2001:db8:1:2:3::4", "", (), "2001:db8:1:2::/64"),
        (None, "", (), "nowhere"),
    ],
)
def test_who_is_asking(peer: str | None, forwarded: str, trusted: tuple[str, ...], expected: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "client": (peer, 1) if peer else None, "headers": headers}
    assert client_address(HTTPConnection(scope), trusted) == expected


@pytest.mark.parametrize(
    ("peer", "lines", "trusted", "expected"),
    [
        # Several lines are one list; the nearest proxy's word is the last one.
        ("10.0.0.1", ["1.2.3.4", "198.51.100.1"], ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1", "1.2.3.4", "198.51.100.7, 10.0.0.2"], ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", ["", "198.51.100.1", ""], ("10.0.0.0/8",), "198.51.100.1"),
        ("203.0.113.9", ["1.2.3.4", "5.6.7.8"], ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.2", "10.0.0.3"], ("10.0.0.0/8",), "10.0.0.2"),
        # IPv4 in the clothes of IPv6, as a dual-stack listener shows it.
        ("::ffff:203.0.113.9", [], (), "203.0.113.9"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], ("10.0.0.0/8",), "198.51.100.1"),
        ("::ffff:10.0.0.1", ["::ffff:198.51.100.1"], ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, ::FFFF:10.0.0.2"], ("10.0.0.0/8",), "198.51.100.1"),
        # With a port, in brackets, from an interface.
        ("10.0.0.1", ["198.51.100.1:4711"], ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", ["[2001:db8:1:2:3::4]:4711"], ("10.0.0.0/8",), "2001:db8:1:2::/64"),
        ("10.0.0.1", ['"[2001:db8:1:2:3::4]"'], ("10.0.0.0/8",), "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], (), "fe80::/64"),
        ("fe80::1%eth0", ["198.51.100.1"], ("fe80::/10",), "198.51.100.1"),
        ("2001:db8:1:2:ffff::9", [], (), "2001:db8:1:2::/64"),
    ],
)
def test_who_is_asking_however_it_is_written(
    peer: str, lines: list[str], trusted: tuple[str, ...], expected: str
) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in lines]
    assert (
        client_address(HTTPConnection({"type": "http", "client": (peer, 1), "headers": headers}), trusted) == expected
    )


async def test_a_clock_that_is_put_back_locks_nobody_out(limited: Settings) -> None:
    now = 1000.0
    limiter = Limiter(limited, now=lambda: now)
    assert [await limiter.wait("auth", "a") for _ in range(5)] == [0] * 5
    assert 0 < await limiter.wait("auth", "a") <= 61
    now += 30
    assert 0 < await limiter.wait("auth", "a") <= 31
    now += 31
    assert await limiter.wait("auth", "a") == 0
    steady = Limiter(limited)  # by default it is told by seconds since the machine's start, which nobody sets
    assert [await steady.wait("auth", "a") for _ in range(6)][:5] == [0] * 5


async def test_a_counter_of_redis_that_would_not_end_is_begun_anew(limited: Settings, redis_url: str) -> None:
    limiter = Limiter(limited.model_copy(update={"redis_url": redis_url}))
    for _ in range(6):
        await limiter.wait("auth", "stuck")
    client = Redis.from_url(redis_url)
    for key in await client.keys("*stuck*"):
        await client.expire(key, 3660)  # what a clock that was put back an hour makes of a minute
    await client.aclose()
    assert await limiter.wait("auth", "stuck") == 0
    await limiter.aclose()


def test_networks_of_ipv4_written_as_ipv6_are_what_they_mean(tmp_path: Path) -> None:
    settings = make_settings(
        "sqlite://:memory:", tmp_path, trusted_proxies="::ffff:10.0.0.0/104, ::ffff:192.0.2.1, ::1"
    )
    assert settings.trusted_proxies == ("10.0.0.0/8", "192.0.2.1/32", "::1/128")


@pytest.mark.parametrize("peer", ["185.71.76.1", "::ffff:185.71.76.1", "::FFFF:185.71.76.1", "2a02:5180::1"])
def test_a_vendors_addresses_are_known_in_every_writing(peer: str) -> None:
    assert comes_from_yookassa(peer)
    assert not comes_from_yookassa(peer.replace("185.71.76", "185.71.79").replace("2a02:5180", "2a02:5182"))


@ONE_ENGINE
async def test_a_listener_for_both_families_counts_each_ipv4_for_itself(shop: Shop) -> None:
    """With WEB_HOST=:: every caller by IPv4 is a ::ffff:… to the operating system."""
    listener = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    codes: dict[str, list[int]] = {}
    async with running(create_app(shop), listener=listener) as url:
        for local in ("127.0.0.1", "127.0.0.2"):
            transport = httpx.AsyncHTTPTransport(local_address=local)
            async with httpx.AsyncClient(base_url=url, transport=transport, timeout=30) as client:
                tries = [await client.post("/cabinet/auth/login-email", json=WRONG) for _ in range(6)]
            codes[local] = [answer.status_code for answer in tries]
    assert codes == {"127.0.0.1": [401] * 5 + [429], "127.0.0.2": [401] * 5 + [429]}


def test_networks_of_proxies_are_read_from_the_settings(tmp_path: Path) -> None:
    settings = make_settings("sqlite://:memory:", tmp_path, trusted_proxies="10.0.0.1, 192.168.0.0/16")
    assert settings.trusted_proxies == ("10.0.0.1/32", "192.168.0.0/16")
    with pytest.raises(ValueError, match="trusted_proxies"):
        make_settings("sqlite://:memory:", tmp_path, trusted_proxies="everybody")
