"""The console API's schemas: what is common to all, who asks, the numbers of the day, sales."""

import dataclasses
from datetime import date
from typing import Literal, Self

from pydantic import Field

from core.operations.sales import Numbers, Sales
from core.operations.statistics import Attention, Today
from core.users.models import User
from web.common.schemas import Schema


class AdminAnswer(Schema):
    """Every answer says that it is one."""

    ok: Literal[True] = True


class AdminPage(AdminAnswer):
    """One page of a list; past the end it is empty."""

    page: int
    limit: int
    total: int = Field(description="Rows on all pages.")


class AdminPerson(Schema):
    """Somebody, as far as a list needs it."""

    id: int
    name: str

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(id=user.id, name=user.name)


class AdminShop(Schema):
    """The shop itself."""

    name: str
    currency: Literal["RUB"] = "RUB"
    bot_username: str | None = Field(description="null while Telegram does not answer.")
    version: str
    timezone: str = Field(description="The zone of the shop's days.")


class AdminMe(AdminAnswer):
    """Who is asking. A program is called as its API key is."""

    name: str
    telegram_id: int | None
    kind: Literal["admin", "program"]
    shop: AdminShop


class AdminToday(Schema):
    """Since midnight in the shop's zone, and what stands now."""

    new_users: int
    trials: int
    sales: int
    revenue_kopeks: int
    stars: int = Field(description="Telegram Stars among them, as many as came.")
    active_subscriptions: int
    traffic_bytes: int
    total_users: int

    @classmethod
    def of(cls, today: Today) -> Self:
        return cls(**{name: getattr(today, name) for name in cls.model_fields})


class AdminAttention(Schema):
    """How much waits for an operator."""

    payments_in_review: int
    open_tickets: int
    servers_in_trouble: int
    keys_behind: int = Field(description="Keys whose panel has not followed yet.")

    @classmethod
    def of(cls, attention: Attention) -> Self:
        return cls(**dataclasses.asdict(attention))


class AdminOverview(AdminAnswer):
    """The numbers of the day, and what wants attention."""

    today: AdminToday
    attention: AdminAttention


class AdminNumbers(Schema):
    """What happened within some time. `revenue_kopeks` is money from outside, `sales` are paid from balances."""

    revenue_kopeks: int
    payments: int
    sales: int
    new_users: int
    trials: int

    @classmethod
    def of(cls, numbers: Numbers) -> Self:
        return cls(**dataclasses.asdict(numbers))


class AdminDay(AdminNumbers):
    """One day of the shop."""

    date: date


class AdminSoldTariff(Schema):
    """What was sold under a name; `tariff_id` is null where no tariff is called so any more."""

    tariff_id: int | None
    title: str
    sales: int
    kopeks: int


class AdminUsedMethod(Schema):
    """How people paid."""

    method: str
    title: str
    payments: int
    kopeks: int


class AdminSales(AdminAnswer):
    """Every day, oldest first; `previous` is the equally long time before them."""

    days: list[AdminDay]
    tariffs: list[AdminSoldTariff]
    methods: list[AdminUsedMethod]
    totals: AdminNumbers
    previous: AdminNumbers

    @classmethod
    def of(cls, sales: Sales, titles: dict[str, str]) -> Self:
        return cls(
            days=[AdminDay(date=day, **dataclasses.asdict(numbers)) for day, numbers in sales.days],
            tariffs=[AdminSoldTariff(**dataclasses.asdict(sold)) for sold in sales.tariffs],
            methods=[AdminUsedMethod(title=titles[used.method], **dataclasses.asdict(used)) for used in sales.methods],
            totals=AdminNumbers.of(sales.totals),
            previous=AdminNumbers.of(sales.before),
        )
