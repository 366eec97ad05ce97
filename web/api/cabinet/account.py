"""The person's own account: where they are signed in, and the language they are spoken to in."""

from core import errors
from core.users import accounts, sessions
from web.api.cabinet import account_schemas as shapes
from web.api.cabinet.errors import SIGNED_IN, answers
from web.api.cabinet.schemas import Person
from web.common.auth import CurrentClaims, CurrentUser, limited
from web.common.deps import TheShop
from web.common.paging import RowId
from web.common.routing import Pages

router = Pages(tags=["account"], dependencies=[limited("other")])


@router.get("/sessions", summary="Where the person is signed in", responses=SIGNED_IN)
async def places(shop: TheShop, claims: CurrentClaims) -> shapes.Sessions:
    """Sign-ins that have not ended: the newest hundred, the latest first."""
    return shapes.Sessions(sessions=[shapes.Session.of(row) for row in await sessions.active_sessions(shop, claims)])


@router.delete(
    "/sessions/{session_id}",
    summary="Sign out in one place",
    responses=SIGNED_IN | answers(errors.SessionNotFound),
)
async def end(shop: TheShop, user: CurrentUser, session_id: RowId) -> shapes.EndedSession:
    """Its tokens are refused from now on; its WebSocket closes within seconds. The one that asks may end itself."""
    await sessions.end_session(shop, user, session_id)
    return shapes.EndedSession(session_id=session_id)


@router.put("/language", summary="Choose the language", responses=SIGNED_IN)
async def language(user: CurrentUser, asked: shapes.Language) -> Person:
    """For the cabinet, the bot and letters alike, until another one is chosen."""
    return Person.of(await accounts.set_language(user, asked.language))
