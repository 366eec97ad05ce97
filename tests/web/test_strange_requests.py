"""Addresses, queries and bodies that nobody means well with: an answer of the shop's own, never an error of ours.

Every operation that the description names is asked with each of them by somebody who may do everything.
"""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.config import Settings
from core.shop import Shop
from tests.conftest import ADMIN, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys import signed
from tests.contracts.keys_desk import InspectablePanel, panel, program, worked
from tests.databases import ONE_ENGINE
from tests.web.documents import document
from tests.web.wire import wire

__all__ = ["panel"]

UNCOUNTED = {"rate_limit_auth": 0, "rate_limit_payment": 0, "rate_limit_other": 0}
LONG = "a" * 5000
# As they stand in an address; the first ones are what engines, numbers and encodings dislike most.
WORST = ("%00", "a%00b", "%ED%A0%80", "%FF%FE", "9" * 40, "1e400", LONG)
PARTS = (
    *WORST,
    *("%C0%AF", "%25%30%30", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%5c..%5cwin.ini", ".", "%41" * 1500),
    *("%0d%0aSet-Cookie:%20a=b", "%20", "%F0%9F%92%A9", "-1", "0", "NaN", "'%22;--", "%E2%80%AE"),
)
# As they stand in JSON.
VALUES = ('"\\u0000"', '"\\ud800"', f'"{LONG}"', "9" * 40, "-1", "1e400", "NaN", "null", "[]", "{}")
BODIES = (
    *(b"", b"\xff\xfe", b"\x00", b"{", b"[" * 30_000, b'{"a":' * 10_000, b"NaN", b"null", b'"a"', b"9" * 9_000),
    *(b'{"\\u0000":1}', b'{"\\ud800":"\\ud800"}', '{"a":"é"}'.encode("utf-16")),
)
PAGES = (
    *("/app/assets/{}", "/app/{}", "/app/{}/x", "/s/{}", "/static/{}", "/media/{}", "/{}", "/pay/return/{}"),
    *("/webhooks/pay/{}", "/webhooks/panel/{}", "/docs/{}", "/cabinet/{}", "/api/{}"),
)
# Each of them on the engine that takes less; on the other what engines disagree about.
ENGINES = [pytest.param("postgres", PARTS, id="postgres"), pytest.param("sqlite", WORST, id="sqlite")]
BY_ENGINE = pytest.mark.parametrize(("database_url", "parts"), ENGINES, indirect=["database_url"])
NO_ENGINE = {json.dumps({"detail": one}, separators=(",", ":")) for one in ("Failed to verify Reality settings",)}
ENDS = ("restart", "restore")  # these end the process when they succeed


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, tmp_path, **UNCOUNTED)


@pytest.fixture
async def everybody(shop: Shop, panel: InspectablePanel, web: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is a customer, an administrator and a program at once; a worker answers beside."""
    token = await token_of(shop, await new_user(shop, ADMIN, balance_kopeks=100_000_00))
    _, key = await program(shop, "all", ["keys", "operator", "owner"])
    web.headers.update(bearer(token) | signed(key))
    async with worked(shop):
        yield web


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Everything that is described: method, path, description."""
    return [
        (method, path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if not path.endswith(ENDS)
    ]


def is_answer(answer: httpx.Response) -> bool:
    """One that says what is wrong, and be it that something else is away: the sites of Reality, a vendor, a panel."""
    return answer.status_code < 500 or answer.status_code in (501, 502, 503) or answer.text in NO_ENGINE


@pytest.mark.slow
@BY_ENGINE
async def test_no_address_is_an_error_of_ours(everybody: httpx.AsyncClient, parts: Sequence[str]) -> None:
    wrong = []
    for method, path, _ in operations():
        if "{" not in path:
            continue
        for part in parts:
            address = "/".join(part if step.startswith("{") else step for step in path.split("/"))
            answer = await everybody.request(method, httpx.URL(str(everybody.base_url).rstrip("/") + address))
            if not is_answer(answer):
                wrong.append((answer.status_code, method, address[:80], answer.text[:80]))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # it takes less
async def test_no_query_is_an_error_of_ours(everybody: httpx.AsyncClient) -> None:
    wrong = []
    for method, path, operation in operations():
        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        for name in names:
            for part in WORST:
                address = "/".join("1" if step.startswith("{") else step for step in path.split("/"))
                answer = await everybody.request(method, f"{address}?{name}={part}")
                if not is_answer(answer):
                    wrong.append((answer.status_code, method, address, name, part[:40], answer.text[:80]))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_no_body_is_an_error_of_ours(everybody: httpx.AsyncClient) -> None:
    wrong = []
    kind = {"content-type": "application/json"}
    for method, path, operation in operations():
        if "requestBody" not in operation:
            continue
        address = "/".join("1" if step.startswith("{") else step for step in path.split("/"))
        for body in (*BODIES, *bodies(operation)):
            answer = await everybody.request(method, address, content=body, headers=kind)
            if not is_answer(answer):
                wrong.append((answer.status_code, method, address, body[:120], answer.text[:80]))
    assert wrong == []


def bodies(operation: dict[str, Any]) -> Iterator[bytes]:
    """The description's own example with one field made strange."""
    for content in operation["requestBody"]["content"].values():
        schema = content.get("schema", {})
        if "$ref" in schema:
            schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        examples = schema.get("examples") or [content.get("example") or {}]
        base = examples[0] if isinstance(examples[0], dict) else {}
        for name in schema.get("properties", {}):
            for value in VALUES:
                others = ",".join(f"{json.dumps(key)}:{json.dumps(one)}" for key, one in base.items() if key != name)
                yield f"{{{others + ',' if others else ''}{json.dumps(name)}:{value}}}".encode()


@BY_ENGINE
async def test_no_page_and_no_file_is_an_error_of_ours(web: httpx.AsyncClient, parts: Sequence[str]) -> None:
    wrong = []
    for page in PAGES:
        for part in parts:
            for method in ("GET", "HEAD", "POST"):
                address = str(web.base_url).rstrip("/") + page.format(part)
                answer = await web.request(method, httpx.URL(address))
                if answer.status_code >= 500 and not (answer.status_code == 503 and page.startswith("/app")):
                    wrong.append((answer.status_code, method, address[:80]))
    assert wrong == []
    assert (await web.get("/app/assets/%00")).status_code == 404
    assert (await web.get("/app/assets/" + "a" * 5000)).status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        b"/\xff\xfe",
        b"/a b",
        b"*",
        b"//",
        b"http://x",
        b"/../../etc/passwd",
        b"/%",
        b"/%zz",
        b"/a?%",
        b"/\\",
        b"/a#b",
        b"/?\xff",
    ],
)
@ONE_ENGINE
async def test_no_line_is_an_error_of_ours(web: httpx.AsyncClient, target: bytes) -> None:
    for method in (b"GET", b"OPTIONS", b"PUT", b"CONNECT", b"FOO"):
        async with wire(str(web.base_url)) as line:
            await line.send(method + b" " + target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert 0 < await line.status() < 500
