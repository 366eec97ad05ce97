"""The shop's self-checks: `selfchecks` has them, `runs` runs them and keeps what was found."""

from dataclasses import dataclass
from typing import Any, Self

from core import i18n, phrases
from core.i18n import MissingText
from core.phrases import Words


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `advice` says what to do; it is empty where all is in order.

    `name` is what APIs and the command line know it by; `title`, `about`, `text_in` and `advice_in` are for people.
    """

    name: str
    ok: bool
    text: Words
    advice: Words = ""

    def title(self, language: str) -> str:
        """What it is called; in English its name."""
        return (
            self.name
            if language == "en"
            else i18n.say(phrases.Phrase(_key("console-check-name-", self.name)), language)
        )

    def text_in(self, language: str) -> str:
        """What was found, as plain text."""
        return i18n.say(self.text, language)

    def advice_in(self, language: str) -> str:
        """What to do, as plain text."""
        return i18n.say(self.advice, language, between=" ")

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        words = {"text": phrases.as_json(self.text), "advice": phrases.as_json(self.advice)}
        return {"name": self.name, "ok": self.ok, **words}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """As it was stored: with words of before as they are, and without those that this version does not know."""
        check = cls(stored["name"], stored["ok"], *(phrases.from_json(stored[part]) for part in ("text", "advice")))
        try:
            for language in i18n.LANGUAGES:
                check.text_in(language), check.advice_in(language)
        except MissingText:  # another version has stored it
            return cls(check.name, check.ok, "")
        return check


def about(name: str, language: str) -> str:
    """What a check looks at."""
    return i18n.say(phrases.Phrase(_key("check-about-", name)), language)


def _key(prefix: str, name: str) -> str:
    return prefix + name.replace(" ", "-")
