"""What documents point at is there: files, make targets, commands. And they speak of the product alone."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.docs.render import ROOT
from vitrina import cli

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"\bmake ((?:[A-Z]+=\S+ +)?)([a-z][a-z-]*)")
VITRINA = re.compile(r"(?:^|[\s/;|&])vitrina((?: [a-z][a-z-]*)+)", re.MULTILINE)
SOURCE = re.compile(r"`((?:bot|core|docs|locales|sandbox|tests|vitrina|web)/[\w./-]*\w/?)`")
# Places of one machine, and package indexes that only it knows.
FOREIGN = re.compile(
    r"(?<![\w.~-])/(?:work|root|home|Users)/|file://|(?<!emit-)index-url|https?://[^\s)]*(?:pypi|mirror|artifactory)"
)
PICTURE_LIMIT = 200_000

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MACHINERY = [
    ROOT / name for name in (".env.example", "Dockerfile", ".dockerignore", "compose.yaml", ".ci/run", "Procfile")
]
MACHINERY += sorted([ROOT / ".editorconfig", ROOT / ".pre-commit-config.yaml", *(ROOT / ".github").rglob("*.*")])
MACHINERY += [ROOT / "Makefile", ROOT / "pyproject.toml", *sorted(ROOT.glob("requirements*.lock"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code(document: Path) -> str:
    """Everything in a document that is set as code."""
    text = document.read_text(encoding="utf-8")
    blocks = CODE_BLOCK.findall(text)
    return "\n".join([*blocks, *CODE_SPAN.findall(CODE_BLOCK.sub("", text))])


def commands(command: Any, name: str = "") -> Iterator[str]:
    """`run`, `admin`, `admin grant` …: a group's commands with their own."""
    for sub, inner in getattr(command, "commands", {}).items():
        yield f"{name} {sub}".strip()
        yield from commands(inner, f"{name} {sub}".strip())


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_points_at_a_file(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not re.match(r"https?://|#|mailto:", target):
            assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_that_is_named_exists(document: Path) -> None:
    if document.name == "CHANGELOG.md":
        return
    for path in SOURCE.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {target for _, target in MAKE.findall(code(document))} <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_vitrina_command_exists(document: Path) -> None:
    known = set(commands(typer.main.get_command(cli.whole())))
    for words in VITRINA.findall(code(document)):
        first, *rest = words.split()
        assert first in known, words
        if first == "admin" and rest:
            assert f"admin {rest[0]}" in known, words


@pytest.mark.parametrize("file", [*DOCUMENTS, *MACHINERY], ids=named)
def test_nothing_speaks_of_one_machine(file: Path) -> None:
    found = FOREIGN.search(file.read_text(encoding="utf-8"))
    assert found is None, found


def test_the_picture_is_small() -> None:
    assert 0 < (ROOT / "docs" / "images" / "chat.png").stat().st_size < PICTURE_LIMIT


def test_decisions_are_numbered_without_gaps_and_say_their_three_parts() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [record.name[:5] for record in records] == [f"{number:04d}-" for number in range(1, len(records) + 1)]
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert [part for part in ("## Context", "## Decision", "## Consequences") if part not in text] == [], record


def test_ci_runs_the_test_command_of_the_readme_and_then_the_checks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert re.search(r"^make test\b", "\n".join(CODE_BLOCK.findall(readme)), re.MULTILINE)
    assert [line.partition(" ||")[0] for line in lines[-2:]] == ["make test", "make check"]


def test_ci_script_is_sound_bash() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "make it executable"
    subprocess.run(["bash", "-n", script], check=True)


def test_the_procfile_starts_the_three_processes() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    known = set(commands(typer.main.get_command(cli.whole())))
    assert [line.partition(": ")[0] for line in lines] == ["web", "worker", "bot"]
    assert {line.split()[-1] for line in lines} <= known
