"""Names of the source, for tests of what documents say: modules, classes with their members, everything defined."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.docs.render import ROOT

PACKAGES = ("bot", "core", "sandbox", "tests", "vitrina", "web")


@cache
def members() -> dict[str, set[str]]:
    """What is reached by a dot: names in a module, by its last word and in full, and in a class."""
    known: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts:
                _module(path, known)
    return known


@cache
def defined() -> set[str]:
    """Every name that something in the source has."""
    return {name for names in members().values() for name in names} | {name.split(".")[-1] for name in members()}


@cache
def called(name: str) -> bool:
    """Whether the source's text has this word at all: a parameter, a column, a value of a column."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(path.read_text(encoding="utf-8")) for path in _files())


def exists(dotted: str) -> bool:
    """Whether `module.name`, `Class.name`, `table.column` or a module is there; an object counts by its class."""
    *owners, name = dotted.split(".")
    if dotted in members() or name in members().get(".".join(owners), ()):
        return True
    owner = owners[-1]
    return name in members().get(owner, ()) or name in members().get(owner.title().replace("_", ""), ())


def _files() -> list[Path]:
    return [path for package in PACKAGES[:3] + PACKAGES[4:] for path in sorted((ROOT / package).rglob("*.py"))]


def _module(path: Path, known: dict[str, set[str]]) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for owner in (".".join(parts), parts[-1]):
        known.setdefault(owner, set()).update(_names(tree))
    if len(parts) > 1:
        known.setdefault(".".join(parts[:-1]), set()).add(parts[-1])
        known.setdefault(parts[-2], set()).add(parts[-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            known.setdefault(node.name, set()).update(_names(node))
            for meta in (part for part in node.body if isinstance(part, ast.ClassDef) and part.name == "Meta"):
                for table in (part.value for part in meta.body if isinstance(part, ast.Assign)):
                    if isinstance(table, ast.Constant):
                        known.setdefault(str(table.value), set()).update(_names(node))


def _names(body: ast.Module | ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(body) if isinstance(body, ast.ClassDef) else body.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.ImportFrom):  # what a package offers, such as `db.transaction`
            names.update(alias.asname or alias.name for alias in node.names)
    return names
