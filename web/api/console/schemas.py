"""The console API's schemas: what is common to all, who asks, the numbers of the day, sales."""

from datetime import date
from typing import Literal, Self

from pydantic import Field

from core.operations.first_steps import StepName
from core.operations.sales import Sales
from web.common.schemas import OkAnswer, Schema


class AdminPage(OkAnswer):
    """One page of a list; past the end it is empty."""

    page: int
    limit: int
    total: int = Field(description="Rows on all pages.")


class AdminPerson(Schema):
    """Somebody, as far as a list needs it."""

    id: int
    name: str


class AdminShop(Schema):
    """The shop itself."""

    name: str
    currency: Literal["RUB"] = "RUB"
    bot_username: str | None = Field(description="null while Telegram does not answer.")
    version: str
    timezone: str = Field(description="The zone of the shop's days.")


class AdminMe(OkAnswer):
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


class AdminAttention(Schema):
    """How much waits for an operator."""

    payments_in_review: int
    open_tickets: int
    servers_in_trouble: int
    keys_behind: int = Field(description="Keys whose panel has not followed yet.")


class AdminOverview(OkAnswer):
    """The numbers of the day, and what wants attention."""

    today: AdminToday
    attention: AdminAttention


class AdminStep(Schema):
    """One of the first steps of a fresh shop."""

    name: StepName
    done: bool


class AdminFirstSteps(OkAnswer):
    """What a fresh shop needs before its first sale. `shown` until all is done or the owner hides it."""

    shown: bool
    may_change: bool = Field(description="Whether whoever asks may hide it: the shop's owner may.")
    steps: list[AdminStep]


class AdminNumbers(Schema):
    """What happened within some time. `revenue_kopeks` is money from outside, `sales` are paid from balances."""

    revenue_kopeks: int
    payments: int
    sales: int
    new_users: int
    trials: int


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


class AdminSales(OkAnswer):
    """Every day, oldest first; `previous` is the equally long time before them."""

    days: list[AdminDay]
    tariffs: list[AdminSoldTariff]
    methods: list[AdminUsedMethod]
    totals: AdminNumbers
    previous: AdminNumbers = Field(validation_alias="before")

    @classmethod
    def of(cls, sales: Sales, titles: dict[str, str]) -> Self:
        return cls.read(
            sales,
            days=[AdminDay.read(numbers, date=day) for day, numbers in sales.days],
            methods=[AdminUsedMethod.read(used, title=titles[used.method]) for used in sales.methods],
        )
