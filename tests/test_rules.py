"""Rules about the code that no other tool checks."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("bot", "core", "sandbox", "vitrina", "web")
FILE_LINES = 400
CATALOGUES = {"core/errors.py": 700, "core/events.py": 700}  # one page on purpose, read like a table
FUNCTION_LINES = 60
HANDLER_LINES = 30
WRITES = {"save", "create", "update", "delete", "bulk_create", "get_or_create", "update_or_create", "update_from_dict"}


def sources(*packages: str) -> list[Path]:
    """The product's own Python files; migrations are written by Tortoise."""
    paths = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in paths if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_file_length() -> None:
    """A longer one is made a folder of activities."""
    counts = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PRODUCT)}
    assert counts
    assert {name: count for name, count in counts.items() if count > CATALOGUES.get(name, FILE_LINES)} == {}


def too_long(paths: list[Path], most: int) -> dict[str, int]:
    """Functions of more lines than that, by file and name."""
    assert paths
    return {
        f"{name_of(path)}: {node.name}": lines(node) for path in paths for node in functions(path) if lines(node) > most
    }


def test_function_length() -> None:
    assert too_long(sources(*PRODUCT), FUNCTION_LINES - 1) == {}


def test_handler_length() -> None:
    assert too_long(sources("bot/handlers", "web"), HANDLER_LINES) == {}


def test_module_has_a_docstring() -> None:
    paths = sources(*PRODUCT)
    assert paths
    assert [name_of(path) for path in paths if not ast.get_docstring(tree(path))] == []


def test_entry_points_never_write() -> None:
    """Entry points call operations; a model's own writing methods belong to the core."""
    models = {
        "User",
        "Tariff",
        "Server",
        "Subscription",
        "Key",
        "Payment",
        "Invoice",
        "Ticket",
        "Promocode",
        "Broadcast",
    }
    written = []
    for path in sources("bot", "web"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                owner = node.func.value
                while isinstance(owner, ast.Call | ast.Attribute):
                    owner = owner.func if isinstance(owner, ast.Call) else owner.value
                if isinstance(owner, ast.Name) and (owner.id in models or node.func.attr == "save"):
                    written.append(f"{name_of(path)}:{node.lineno}: {owner.id}.{node.func.attr}")
    assert written == []


def test_time_is_read_by_the_clock_alone() -> None:
    """Operations take their time from `shop.now()`."""
    offenders = []
    for path in sources("core", "bot", "web"):
        if path.name == "clock.py" or "panels" in path.parts or path.name == "shop.py":
            continue
        text = path.read_text(encoding="utf-8")
        offenders += [
            name_of(path) for word in ("datetime.now(", "time.time(", "utcnow(", "date.today(") if word in text
        ]
    assert offenders == []
