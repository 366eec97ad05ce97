"""Renders what documents say about settings: `python -m tests.docs.render` rewrites `.env.example` and the table."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config import Settings
from core.config.providers import VendorSettings

ROOT = Path(__file__).parents[2]
ENV_EXAMPLE, README = ROOT / ".env.example", ROOT / "README.md"
BEGIN, END = "<!-- settings: python -m tests.docs.render -->\n", "<!-- end of settings -->"
HEAD = "# Settings of the shop. Copy this file to .env; the lines without # are needed, the others show the defaults.\n"

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
    """Every setting in the order and the groups of the class."""
    group = ""
    for line in [*inspect.getsource(Settings).splitlines(), *inspect.getsource(VendorSettings).splitlines()]:
        if heading := GROUP.fullmatch(line):
            group = heading[1]
        elif (field := FIELD.match(line)) and field[1] in Settings.model_fields:
            info = Settings.model_fields[field[1]]
            required = info.is_required()
            default = "" if required else written(info.default)
            yield Setting(group, field[1].upper(), info.description or "", default, required)


def written(value: Any) -> str:
    """A default as it stands in the environment."""
    if value is None or value == ():
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


def readme(text: str) -> str:
    """The README with its table brought up to date."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    ENV_EXAMPLE.write_text(env_example(), encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
