"""Registrations: how a browser shows later that it has registered an account.

Whoever confirms an address by a letter may be somebody else than who has registered it. The registration leaves a
cookie behind; the letter's code comes with it only from the same browser.
"""

import contextlib

from fastapi import Request, Response

from core import errors
from core.shop import Shop
from core.users import sessions
from core.users.models import User
from core.users.sessions import REGISTRATION_LIFETIME, Claims

COOKIE = "vitrina_registration"
PATH = "/cabinet/auth/verify-email"  # the only address that reads it


async def remember(shop: Shop, user: User, request: Request, response: Response) -> None:
    """Let the browser show later who has registered this account.

    A page of some other site could make a person's browser register the person's own address with a password that the
    site knows; that browser says so, and has nothing to show.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return
    response.set_cookie(
        COOKIE,
        await sessions.registration(shop, user),
        max_age=int(REGISTRATION_LIFETIME.total_seconds()),
        path=PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


async def shown(shop: Shop, request: Request, claims: Claims | None) -> set[int]:
    """The accounts that a request shows to have registered: by the cookie, or by being signed in to one."""
    accounts: set[int] = set()
    with contextlib.suppress(errors.ShopError):  # ended: as without a token
        if claims is not None:
            accounts.add((await sessions.user_of(claims)).id)
    with contextlib.suppress(errors.Unauthenticated):
        accounts.add(await sessions.registered(shop, request.cookies.get(COOKIE, "")))
    return accounts
