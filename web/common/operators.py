"""What the operator API's routes ask for: who is asking, and whether they may."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from core import errors
from core.config.types import is_loopback
from core.operations.operator_panel import collector
from core.shop import Actor, Shop
from core.traffic.dashboard import Dashboard
from core.users import api_keys, sessions
from core.users.api_keys import OPERATOR, OWNER
from web.common.auth import HEADER, Bearer, claims_of, signature
from web.common.deps import TheShop
from web.common.limits import caller, take

# What proxies, content networks and tunnels add to a request.
FORWARDING: Final = frozenset(
    {
        *("forwarded", "via", "true-client-ip", "client-ip", "cdn-loop", "fastly-client-ip", "fly-client-ip"),
        *("x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-proxyuser-ip", "x-host", "x-url-scheme"),
        *("x-amzn-trace-id", "x-cloud-trace-context", "x-azure-clientip", "x-appengine-user-ip"),
        *("proxy-connection", "front-end-https", "x-scheme", "x-remote-ip", "x-remote-addr", "x-arr-ssl"),
    }
)
FORWARDING_BEGINNINGS: Final = ("x-forwarded", "x-original-", "x-envoy-", "cf-", "x-azure-fd", "x-vercel-", "ngrok-")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. `owner` may see secrets, customers' credentials among them."""

    actor: Actor
    owner: bool


class SignedRoute(APIRoute):
    """A route that looks at who is asking before it reads what is asked: a stranger's body is nobody's business."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def signed(request: Request) -> Response:
            request.state.caller = await _identified(request, request.app.state.shop)
            return await handle(request)

        return signed


async def _caller(
    request: Request, _token: Annotated[Any, Depends(Bearer(claims_of))], _key: Annotated[Any, Depends(signature)]
) -> Caller:
    """Whom `SignedRoute` has let in."""
    caller: Caller = request.state.caller
    return caller


Operator = Annotated[Caller, Depends(_caller)]


async def _identified(request: Request, shop: Shop) -> Caller:
    """An administrator, or a program of theirs. 401 without a good token or key, 403 for anybody else's.

    Those that are refused are counted by address: whoever guesses is soon told to wait.
    """
    if shop.settings.panel_auth == "none":
        _refuse_strangers(request)
        return Caller(Actor("admin"), owner=False)
    try:
        return await _of_key(shop, request) if HEADER in request.headers else await _of_token(shop, request)
    except errors.Unauthenticated:
        await take(request, "other", f"operator:{caller(request)}")
        raise


async def _of_key(shop: Shop, request: Request) -> Caller:
    key = await api_keys.check(shop, request.headers[HEADER])
    if not key.may(OPERATOR):
        raise errors.Forbidden()
    return Caller(Actor("program", key.id), owner=key.may(OWNER))


async def _of_token(shop: Shop, request: Request) -> Caller:
    claims = await claims_of(request)
    if claims is None:
        raise errors.Unauthenticated()
    user = await sessions.user_of(claims)
    if user.telegram_id not in shop.settings.admin_ids:
        raise errors.Forbidden()
    return Caller(Actor("admin", user.telegram_id), owner=True)


def _refuse_strangers(request: Request) -> None:
    """Without a token, only this machine may ask: no proxy for others, and no page of another site in a browser here.

    What a proxy adds gives it away, and so does the HTTP/1.0 that nginx speaks to what is behind it unless told else.
    """
    headers = request.headers
    places = [f"//{headers.get('host', '')}", *headers.getlist("origin"), *headers.getlist("referer")]
    here = request.client is not None and is_loopback(request.client.host)
    forwarded = any(name in FORWARDING or name.startswith(FORWARDING_BEGINNINGS) for name in headers)
    foreign = "origin" not in headers and headers.get("sec-fetch-site") == "cross-site"
    old = request.scope.get("http_version") == "1.0"
    if not here or forwarded or foreign or old or not all(is_loopback(_host(name)) for name in places):
        raise errors.Forbidden()


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # a bracket that nobody closes
        return ""


async def _dashboard(request: Request, shop: TheShop) -> Dashboard:
    """The application's dashboard, which keeps what it has read."""
    state = request.app.state
    if not hasattr(state, "dashboard"):
        state.dashboard = Dashboard(shop, collector.surroundings)
    dashboard: Dashboard = state.dashboard
    return dashboard


TheDashboard = Annotated[Dashboard, Depends(_dashboard)]
