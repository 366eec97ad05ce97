"""Paying: for a tariff, for more time of a key, for the balance; looking at an invoice; news from the vendors."""

import json
from typing import Annotated, Any

from fastapi import Path, Request

from core import errors
from core.catalogue import tariffs
from core.payment_providers import WebhookRequest
from core.payments import queries, webhooks
from core.subscriptions import orders
from core.subscriptions.keys import views
from core.subscriptions.models import Key
from core.users.models import User
from web.api.site import payment_schemas as schemas
from web.api.site.deps import CurrentUser, TheOnce, limited
from web.api.site.errors import (
    CLIENT_ID_REQUIRED,
    CLIENT_NOT_FOUND,
    ID_REQUIRED,
    INVALID_BODY,
    NOT_ALLOWED,
    SIGNED_IN,
    ApiError,
    answers,
    required,
    together,
)
from web.common.bodies import limited_body
from web.common.deps import TheShop
from web.common.idempotency import Once
from web.common.limits import caller, peer_address, take
from web.common.routing import Pages

NO_TARIFF = required("tariff_code")
PAYING = together(
    SIGNED_IN,
    answers(
        errors.PaymentMethodUnknown,
        errors.ReturnUrlNotAllowed,
        errors.AmountOutOfRange,
        errors.InsufficientBalance,
        errors.PaymentsFrozen,
        errors.KeyReused,
        errors.StillUnderWay,
        errors.PaymentUnavailable,
    ),
)
SELLING = together(PAYING, answers(NO_TARIFF, errors.TariffNotFound, errors.NothingToDeliver))
RENEWING = together(SELLING, answers(CLIENT_ID_REQUIRED, CLIENT_NOT_FOUND))
LIMITED: Any = {"dependencies": [limited("payment")]}

router = Pages(tags=["site: payments"])


@router.post("/payments/create", summary="Buy a tariff", responses=SELLING, **LIMITED)
async def create(shop: TheShop, user: CurrentUser, once: TheOnce, body: schemas.NewPayment) -> schemas.PaymentResponse:
    """A first subscription, or more time of the newest one; it begins when the money is there. Asking again for the
    same while that waits gives the same payment."""
    return await _sell(user, once, body, None)


@router.post("/vpn/renew", summary="Pay for more time of a key", responses=RENEWING, **LIMITED)
async def renew(shop: TheShop, user: CurrentUser, once: TheOnce, body: schemas.Renewal) -> schemas.PaymentResponse:
    """The subscription that the key belongs to goes on when the money is there. Somebody else's key is 404."""
    return await _sell(user, once, body, await _key(user, body.client_id))


@router.post("/vpn/topup", summary="Pay for a key or for the balance", responses=RENEWING, **LIMITED)
async def top_up(shop: TheShop, user: CurrentUser, once: TheOnce, body: schemas.TopUp) -> schemas.PaymentResponse:
    """With `tariff_code` and `client_id` the same as `/vpn/renew`; with `amount` alone the balance grows by it."""
    renewal = body.renewal()
    if renewal is not None:
        return await _sell(user, once, renewal, await _key(user, renewal.client_id))

    async def act() -> schemas.PaymentResponse:
        method, back = body.payment_method or None, body.return_url or None
        order = await orders.top_up(shop, user, body.amount or 0, method=method, return_url=back)
        return schemas.PaymentResponse.of(order)

    return await once(body, schemas.PaymentResponse, act)


@router.post("/payments/webhook", summary="News from a payment vendor", responses=answers(NOT_ALLOWED))
async def webhook(shop: TheShop, request: Request) -> schemas.Received:
    """For vendors that were given this address; `/webhooks/pay/{provider}` does the same for one of them.

    It proves itself as its vendor's webhooks do. 5xx asks for it to be sent again.
    """
    await take(request, "webhook", f"{webhooks.SHARED}:{caller(request)}")
    body = await limited_body(request)
    if body is None or not _is_object(body):
        raise ApiError(INVALID_BODY)
    try:
        peer = peer_address(request, shop.settings.trusted_proxies)
        await webhooks.route(shop, WebhookRequest(body, dict(request.headers), peer))
    except errors.WebhookForged:
        raise ApiError(NOT_ALLOWED) from None
    return schemas.Received()


@router.get(
    "/payments/{id:path}",
    summary="What has become of an invoice",
    responses=together(SIGNED_IN, answers(ID_REQUIRED, NOT_ALLOWED, errors.PaymentNotFound)),
    dependencies=[limited("other")],
)
async def payment(
    user: CurrentUser,
    id: Annotated[str, Path(description="`invoice_id` or `payment_id`.", examples=[schemas.INVOICE_ID])],
) -> schemas.PaymentShown:
    """The invoice and every attempt to pay it. Nobody is asked for it: vendors tell when something has changed."""
    if not id.strip():
        raise ApiError(ID_REQUIRED)
    try:
        invoice = await queries.invoice_state(user, id)
    except errors.Forbidden:
        raise ApiError(NOT_ALLOWED) from None
    return schemas.PaymentShown.of(user, invoice)


async def _sell(user: User, once: Once, body: schemas.NewPayment, key: Key | None) -> schemas.PaymentResponse:
    async def act() -> schemas.PaymentResponse:
        tariff = await tariffs.by_code(body.tariff_code)
        method, back = body.payment_method or None, body.return_url or None
        order = await orders.place(once.shop, user, tariff, method=method, return_url=back, key=key)
        return schemas.PaymentResponse.of(order)

    return await once(body, schemas.PaymentResponse, act)


async def _key(user: User, name: str) -> Key:
    """The person's key, whose subscription can go on. One that was given up never comes back."""
    try:
        key = await views.own(user, name)
    except errors.KeyForeign:
        raise ApiError(CLIENT_NOT_FOUND) from None
    if key.revoked_at is not None:
        raise ApiError(CLIENT_NOT_FOUND)
    return key


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
