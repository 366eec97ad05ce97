"""The containers: what compose.yaml publishes and shares once its variables are filled in, and what the image holds."""

import re
from typing import Any

import pytest
import yaml

from tests.docs.render import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::?([-?])([^}]*))?\}")
SHOPS = ("shop", "web", "worker", "bot")


def rendered(**environment: str) -> dict[str, Any]:
    """The services as Docker would see them, with `<<` and `${NAME:-default}` resolved."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if environment.get(name):
            return environment[name]
        assert kind == "-", f"{name} has to be set: {rest}"
        return str(rest)

    text = "\n".join(line for line in (ROOT / "compose.yaml").read_text().splitlines() if not line.startswith("#"))
    services: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, text))["services"]
    return services


def published(service: dict[str, Any]) -> set[str]:
    ports: set[str] = set()
    for port in service.get("ports", []):
        outside, inside = port.split(":")
        assert outside == inside  # links carry the port that the shop knows
        ports.add(inside)
    return ports


@pytest.mark.parametrize(
    ("environment", "ports"),
    [({}, "10001-12000"), ({"KEY_PORT_RANGE": "20001-20100"}, "20001-20100")],
)
def test_whoever_runs_the_engine_publishes_its_port_and_those_of_keys(environment: dict[str, str], ports: str) -> None:
    services = rendered(XRAY_HOST="vpn.example", **environment)
    for name in ("shop", "worker"):
        assert {"443", ports} <= published(services[name]), name
    assert published(services["shop"]) >= {"8000"} <= published(services["web"])


def test_web_and_worker_share_one_volume_of_data() -> None:
    services = rendered(XRAY_HOST="vpn.example")
    for name in SHOPS:
        assert services[name]["volumes"] == ["data:/data"], name
        assert services[name]["environment"]["DATA_DIR"] == "/data", name


def test_the_image_has_the_pg_dump_of_the_servers_version() -> None:
    server = re.match(r"postgres:(\d+)-(\w+)", rendered(XRAY_HOST="vpn.example")["postgres"]["image"])
    assert server
    *_, final = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert final.startswith("python:")
    assert f"-{server[2]}\n" in final  # Debian's own package, of the release that has this version
    assert f"postgresql-client-{server[1]}" in final


def test_no_service_starts_without_the_address_for_links() -> None:
    with pytest.raises(AssertionError, match="XRAY_HOST has to be set"):
        rendered()
