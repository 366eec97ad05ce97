"""Renders what documents say about settings: `python -m tests.docs.render` rewrites `.env.example` and the tables."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from core import i18n
from core.config import catalogue
from core.config.process import ProcessSettings

ROOT = Path(__file__).parents[2]
ENV_EXAMPLE, README, SHOP = ROOT / ".env.example", ROOT / "README.md", ROOT / "docs" / "settings.md"
BEGIN, END = "<!-- settings: python -m tests.docs.render -->\n", "<!-- end of settings -->"
HEAD = """\
# Settings of the process. Copy this file to .env; the lines without # are needed, the others show the defaults.
# Everything that an owner decides is set in the console, or by `vitrina settings`; see docs/settings.md.
"""

GROUP = re.compile(r"    # (.+)")
FIELD = re.compile(r"    (\w+): ")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as documents show it."""

    group: str
    name: str
    description: str
    default: str
    required: bool


def settings() -> Iterator[Setting]:
    """Every setting of the process in the order and the groups of the class."""
    group = ""
    for line in inspect.getsource(ProcessSettings).splitlines():
        if heading := GROUP.fullmatch(line):
            group = heading[1]
        elif (field := FIELD.match(line)) and field[1] in ProcessSettings.model_fields:
            info = ProcessSettings.model_fields[field[1]]
            required = info.is_required()
            default = "" if required else written(info.default)
            yield Setting(group, field[1].upper(), info.description or "", default, required)


def written(value: Any) -> str:
    """A default as it stands in the environment."""
    if value is None or value in ((), {}):
        return ""
    if isinstance(value, tuple):  # a range of ports
        return "-".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def env_example() -> str:
    """The text of `.env.example`."""
    lines, group = [HEAD], ""
    for setting in settings():
        if setting.group != group:
            group = setting.group
            lines.append(f"\n# ---- {group}\n")
        sign = "" if setting.required else "#"
        lines.append(f"# {setting.description}\n{sign}{setting.name}={setting.default}\n")
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def table() -> str:
    """The README's table."""
    lines, group = ["| Setting | Default | What it is |", "|---|---|---|"], ""
    for setting in settings():
        if setting.group != group:
            group = setting.group
            lines.append(f"| **{group}** | | |")
        default = "*needed*" if setting.required else f"`{setting.default}`" if setting.default else ""
        lines.append(f"| `{setting.name}` | {default} | {setting.description.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


def shop_table() -> str:
    """The table of what an owner sets."""
    lines = []
    for group in catalogue.GROUPS:
        lines += ["", f"### {i18n.t(f'setting-group-{group}', 'en')}", ""]
        lines += ["| Setting | Default | What it is |", "|---|---|---|"]
        for setting in catalogue.SETTINGS.values():
            if setting.group == group:
                default = written(setting.default)
                label, help_text = (unescape(i18n.t(key, "en")) for key in setting.text_keys)
                choices = [f"`{choice}`: {i18n.t(key, 'en')}." for choice, key in setting.choice_keys.items()]
                lines.append(f"| `{setting.name}` | {default} | {' '.join((f'{label}.', help_text, *choices))} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, rendered: str) -> str:
    """A document with its table brought up to date."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{rendered}\n{END}{after}"


if __name__ == "__main__":
    ENV_EXAMPLE.write_text(env_example(), encoding="utf-8")
    for document, rendered in ((README, table()), (SHOP, shop_table())):
        document.write_text(with_table(document.read_text(encoding="utf-8"), rendered), encoding="utf-8")
