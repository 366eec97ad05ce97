"""Whose subscription it is that the bot, the cabinet and the site speak of."""

from core import db, errors
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.subscriptions.models import Subscription
from core.users.models import User

_OWN = hydrate.Joined(s=Subscription, t=Tariff)


async def current(user: User, chosen: int | None = None) -> Subscription | None:
    """The subscription that the bot and the cabinet speak of: the person's newest one, or the one of that id."""
    if chosen is not None:
        return await Subscription.get_or_none(id=chosen, user_id=user.id)
    newest = "SELECT * FROM subscriptions WHERE user_id = $1 ORDER BY id DESC LIMIT 1"
    return await hydrate.read_one(Subscription, newest, user.id)


async def own(user: User) -> Subscription:
    """The same with its `tariff`, by one statement. Raises SubscriptionNotFound."""
    rows = await db.read(
        f"SELECT {_OWN.columns} FROM subscriptions s LEFT JOIN tariffs t ON t.id = s.tariff_id"  # noqa: S608 - constants
        " WHERE s.user_id = $1 ORDER BY s.id DESC LIMIT 1",
        user.id,
    )
    if not rows:
        raise errors.SubscriptionNotFound()
    subscription, tariff = _OWN.read(rows[0])
    return hydrate.relate(subscription, tariff=tariff)  # type: ignore[no-any-return]
