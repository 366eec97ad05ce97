"""The person's own account: where they are signed in, and the language they are spoken to in."""

from core import errors
from core.users import accounts, sessions
from web.api.cabinet import schemas
from web.api.cabinet.errors import SIGNED_IN, answers
from web.common.auth import CurrentClaims, CurrentUser, limited
from web.common.deps import TheShop
from web.common.paging import RowId
from web.common.routing import Pages

router = Pages(tags=["account"], dependencies=[limited("other")])


@router.get("/sessions", summary="Where the person is signed in", responses=SIGNED_IN)
async def places(shop: TheShop, claims: CurrentClaims) -> schemas.Sessions:
    """Sign-ins that have not ended: the newest hundred, the latest first."""
    return schemas.Sessions(
        sessions=[schemas.Session.read(place) for place in await sessions.active_sessions(shop, claims)]
    )


@router.delete(
    "/sessions/{session_id}",
    summary="Sign out in one place",
    responses=SIGNED_IN | answers(errors.SessionNotFound),
)
async def end(shop: TheShop, user: CurrentUser, session_id: RowId) -> schemas.EndedSession:
    """Its tokens are refused from now on; its WebSocket closes within seconds. The one that asks may end itself."""
    await sessions.end_session(shop, user, session_id)
    return schemas.EndedSession(session_id=session_id)


@router.put("/language", summary="Choose the language", responses=SIGNED_IN)
async def language(user: CurrentUser, body: schemas.Language) -> schemas.Person:
    """For the cabinet, the bot and letters alike, until another one is chosen."""
    return schemas.Person.of(await accounts.set_language(user, body.language))
