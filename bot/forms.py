"""Dialogues: one question after another, each answer checked before the next.

A `Form` is a list of `Step`s and what to do with the answers. Where the person is stands in the conversation's state,
so a dialogue survives a restart. The question of a step is the text `bot-ask-<form>-<step>`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.filters import PressedWith
from bot.ui import Row, Screen, Visit
from core import errors

Answers = dict[str, Any]  # by step; JSON values only


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `parse` makes the value of a typed text or raises InvalidValue; choices become buttons."""

    name: str
    parse: Callable[[str], Any] = str.strip
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A dialogue. `check` sees the answers so far after each step; `finish` does it and says what to show.

    `subject` is what the dialogue is about, such as a ticket's id. `back` is where its way back leads. `questions_of`
    names the form whose question texts are used, where that is another one; `question_keys` are texts by step instead.
    """

    name: str
    steps: Sequence[Step]
    finish: Callable[[Visit, Answers, str], Awaitable[Screen]]
    back: str = callbacks.MENU
    questions_of: str = ""
    question_keys: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Answers], None] = lambda _answers: None

    def question(self, step: Step) -> str:
        """The key of the step's question."""
        own_key = f"bot-ask-{self.questions_of or self.name}-{step.name}".replace("_", "-")
        return self.question_keys.get(step.name, own_key)

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


class Filling(StatesGroup):
    """A form is being filled in."""

    answering = State()


async def begin(visit: Visit, form: Form, *, subject: str = "", back: str | None = None) -> None:
    """Ask the first question."""
    await visit.state.set_state(Filling.answering)
    data = {"form": form.name, "step": form.steps[0].name, "answers": {}, "subject": subject}
    await visit.state.set_data(data | {"back": back or form.back})
    await visit.show(_question(visit, form, form.steps[0], back or form.back))


def register(router: Router, forms: Sequence[Form]) -> None:
    """Handlers of every dialogue."""
    by_name = {form.name: form for form in forms}
    answering = StateFilter(Filling.answering)

    async def typed(message: Message, visit: Visit) -> None:
        await _answer(visit, by_name, message.text)

    async def tapped(query: CallbackQuery, visit: Visit) -> None:
        await _answer(visit, by_name, (query.data or "").removeprefix(callbacks.ANSWER), by_button=True)

    router.message.register(typed, answering)
    router.callback_query.register(tapped, PressedWith(callbacks.ANSWER), answering)


async def _answer(visit: Visit, forms: Mapping[str, Form], text: str | None, *, by_button: bool = False) -> None:
    data = await visit.state.get_data()
    form = forms[data["form"]]
    step = form.step(data["step"])
    try:
        value = _value(step, text, by_button=by_button)
        answers: Answers = {**data["answers"], step.name: value}
        form.check(answers)
        next_step = _next_step(form, step)
        if next_step is None:
            screen = await form.finish(visit, answers, data["subject"])
    except errors.ShopError as exc:
        await _ask_again(visit, form, step, data, exc)
        return
    if next_step is not None:
        await visit.state.set_data({**data, "step": next_step.name, "answers": answers})
        await visit.show(_question(visit, form, next_step, data["back"]))
        return
    if await visit.state.get_state() == Filling.answering.state:  # `finish` may have begun something else
        await visit.state.clear()
    await visit.show(screen)


async def _ask_again(visit: Visit, form: Form, step: Step, data: dict[str, Any], exc: errors.ShopError) -> None:
    """Ask the question whose answer is at fault: this one, or an earlier one that only the whole could judge."""
    invalid_step = next((earlier for earlier in form.steps if earlier.name == exc.params.get("field")), step)
    if invalid_step is not step:
        await visit.state.set_data({**data, "step": invalid_step.name})
    await visit.show(_question_again(visit, form, invalid_step, data["back"], exc))


def _value(step: Step, text: str | None, *, by_button: bool) -> Any:
    if by_button and not text and step.optional:
        return None
    if not text or (step.choices and text not in step.choices):
        raise errors.InvalidValue(field=step.name)
    return step.parse(text)


def _next_step(form: Form, step: Step) -> Step | None:
    position = list(form.steps).index(step)
    return form.steps[position + 1] if position + 1 < len(form.steps) else None


def _question(visit: Visit, form: Form, step: Step, back: str) -> Screen:
    return Screen(visit.t(form.question(step)), (*_choices(visit, form, step), _cancel_row(visit, back)))


def _question_again(visit: Visit, form: Form, step: Step, back: str, exc: errors.ShopError) -> Screen:
    """What is wrong with the answer, and the question once more."""
    problem = _problem(visit, form, step, exc)
    text = f"⚠️ {problem}\n\n{visit.t(form.question(step))}"
    return Screen(text, (*_choices(visit, form, step), _cancel_row(visit, back)))


def _problem(visit: Visit, form: Form, step: Step, exc: errors.ShopError) -> str:
    """A wrong value is explained by what the step takes, which is nearer than the general sentence."""
    if isinstance(exc, errors.InvalidValue):
        return visit.t("bot-form-wrong")
    return visit.shop.error_text(exc, visit.language)


def _choices(visit: Visit, form: Form, step: Step) -> list[Row]:
    rows: list[Row] = [
        (visit.button(f"bot-choice-{form.name}-{choice}", callbacks.ANSWER + choice),) for choice in step.choices
    ]
    if step.optional:
        rows.append((visit.button("bot-button-skip", callbacks.SKIP),))
    return rows


def _cancel_row(visit: Visit, back: str) -> Row:
    return (visit.button("bot-button-cancel", back),)


def whole(text: str) -> int:
    """A typed whole number. Raises InvalidValue."""
    digits = text.strip().replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise errors.InvalidValue(field="number")
    return int(digits)
