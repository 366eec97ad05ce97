"""No pattern of the product takes more than its share of time, whatever text it is given.

Every call of `re` in the product is found in its source. What a pattern is asked (`search`, `sub`, `fullmatch` …) is
asked here with long texts of one kind: runs of each class of letters, mixtures of them, and the pattern's own
beginnings again and again. Twice the text may take twice the time, not four times.
"""

import ast
import importlib
import re
import re._constants as opcodes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.notifications import email
from core.panels.xray import process
from core.payments import webhooks
from tests.test_rules import PRODUCT, ROOT, name_of, sources
from vitrina import logs

ASKED = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in [*sources(*PRODUCT)]}
# Patterns that are no constants, and why they need no look here.
MADE = {
    "web/common/routing.py": "an alternation of literal beginnings",
    "vitrina/takeover.py": "the operator's own, typed at the command line",
}
SIZES = (512, 2048, 8192, 32768)
LONG = 262_144
FLOOR_SECONDS = 0.03  # below it, a clock's tick and a busy neighbour decide
GROWTH = 9.0  # four times the text: linear is 4, quadratic 16; the last step is to eight times: 8 and 64
CLASSES = (
    *(
        "a",
        "Z",
        "é",
        "я",
        "1",
        "٣",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\u00a0",
        ".",
        ",",
        "-",
        "_",
        "+",
        "/",
        "\\",
        "@",
        ":",
        ";",
    ),
    *("'", '"', "<", ">", "[", "]", "(", ")", "{", "}", "#", "%", "=", "&", "?", "*", "$", "^", "|", "~", "!", "\0"),
    *(
        "a1",
        "a.",
        "-a",
        "a@",
        "a@a.",
        "a b",
        "a\n",
        "1.",
        "1:",
        " \n",
        '"a',
        '\\"',
        "<a",
        "</",
        "a-eyJ",
        "[a",
        "(a",
        "{a",
        "ab ",
    ),
)


@dataclass(frozen=True)
class Use:
    """One pattern and one thing that it is asked somewhere in the product."""

    where: str
    pattern: re.Pattern[Any]
    asked: str

    def __str__(self) -> str:
        return f"{self.where} {self.asked} {self.pattern.pattern!r:.60}"


def literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def calls_of_re(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Each `re.<word>(…)` that takes a pattern, with its word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, word = node.func.value, node.func.attr
            if isinstance(owner, ast.Name) and owner.id == "re" and word in ASKED | {"compile"}:
                yield node, word


def flags_of(call: ast.Call) -> int:
    names = {node.attr for one in (*call.args[1:], *call.keywords) for node in ast.walk(one) if is_flag(node)}  # type: ignore[attr-defined]
    return sum(int(getattr(re, name)) for name in names)


def is_flag(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(getattr(re, node.attr, None), re.RegexFlag)


def constants(path: Path) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Patterns that a module holds by name: as its source says, or, where they are put together, as it says itself."""
    for node in TREES[path].body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        made = [call for call, word in calls_of_re(node) if word == "compile"]
        name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        if made and all(literal(call.args[0]) is not None for call in made):
            yield from ((name, re.compile(literal(call.args[0]), flags_of(call))) for call in made)
        elif made:
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            value = getattr(module, name)
            yield from ((name, one) for one in (value if isinstance(value, list | tuple) else (value,)))


def questions(where: Path, name: str) -> set[str]:
    """What is asked of a pattern, here or by whoever imports it; `NAMES` says how it is called there."""
    owner = where.stem if where.stem != "__init__" else where.parent.name
    asked = set(NAMES[where].get(name, ()))
    for path in TREES:
        if path != where:
            asked |= NAMES[path].get(f"{owner}.{name}", set())
            if f"{owner}.{name}" in NAMES[path]["from"]:
                asked |= NAMES[path].get(name, set())
    return asked


def names(tree: ast.AST) -> dict[str, set[str]]:
    """What a file asks of what it calls `NAME` or `owner.NAME`; one that is handed on is asked anything."""
    asked: dict[str, set[str]] = {"from": set()}
    before_a_dot = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            asked["from"] |= {f"{(node.module or '').rpartition('.')[2]}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            before_a_dot.add(id(node.value))
            if node.attr in ASKED:
                asked.setdefault(ast.unparse(node.value), set()).add(node.attr)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Name | ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and id(node) not in before_a_dot
        ):
            asked.setdefault(ast.unparse(node), set()).update(("search", "sub"))
    return asked


NAMES = {path: names(tree) for path, tree in TREES.items()}


def uses(path: Path) -> Iterator[Use]:
    for name, pattern in constants(path):
        yield from (Use(f"{name_of(path)}:{name}", pattern, asked) for asked in sorted(questions(path, name)))
    for call, word in calls_of_re(TREES[path]):
        text = literal(call.args[0])
        if word in ASKED and text is not None:
            yield Use(f"{name_of(path)}:{call.lineno}", re.compile(text, flags_of(call)), word)


def sample(items: Any) -> str:
    """A text that the pattern takes, with each repetition twice or as often as it must be."""
    return "".join(_sample(code, value) for code, value in items)


def _sample(code: Any, value: Any) -> str:
    if code in (opcodes.LITERAL, opcodes.NOT_LITERAL):
        return chr(value) if code is opcodes.LITERAL else ("a" if value != ord("a") else "b")
    if code is opcodes.ANY:
        return "a"
    if code is opcodes.IN:
        return _one_of(value)
    if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
        least, most, inner = value
        return sample(inner) * min(max(least, 2), most)
    if code is opcodes.SUBPATTERN:
        return sample(value[-1])
    if code is opcodes.ATOMIC_GROUP:
        return sample(value)
    if code is opcodes.BRANCH:
        return sample(value[1][0])
    return ""  # assertions take nothing


def _one_of(value: Any) -> str:
    if value and value[0][0] is opcodes.NEGATE:
        return "a"
    code, first = value[0]
    if code is opcodes.RANGE:
        return chr(first[0])
    if code is opcodes.CATEGORY:
        return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}.get(str(first), "!")
    return chr(first)


def texts(pattern: re.Pattern[Any]) -> list[str]:
    """Short texts to be said again and again, and beginnings to be followed by one letter again and again."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(text, pattern.flags & ~(0 if isinstance(pattern.pattern, str) else re.UNICODE))
    branches = [tree]
    for code, value in tree:
        if code is opcodes.BRANCH:
            branches += value[1]
    whole = {sample(one) for one in branches}
    pieces = {one[:length] for one in whole for length in range(1, min(len(one), 40) + 1)}
    return sorted(pieces | {f"{one}{separator}" for one in pieces for separator in "- "})


def seconds(use: Use, text: str) -> float:
    subject = text if isinstance(use.pattern.pattern, str) else text.encode()
    ask = getattr(use.pattern, use.asked)
    least = float("inf")
    for _ in range(2):
        began = time.thread_time()
        answer = ask("", subject) if use.asked.startswith("sub") else ask(subject)
        if use.asked == "finditer":
            for _ in answer:
                pass
        least = min(least, time.thread_time() - began)
        if least < FLOOR_SECONDS:
            break
    return least


def slow_texts(use: Use) -> Iterator[str]:
    """Where the time grows faster than the text, in words."""
    own = texts(use.pattern)
    whole = max(own, key=len, default="")
    asked = [(piece, "", (*SIZES, LONG)) for piece in CLASSES] + [(piece, "", SIZES) for piece in own]
    asked += [(piece, head, SIZES) for head in (whole, whole[: len(whole) // 2]) for piece in ("a", "1", " ", ".", "-")]
    return filter(None, (slow(use, piece, head=head, sizes=sizes) for piece, head, sizes in asked))


def slow(use: Use, piece: str, *, head: str, sizes: tuple[int, ...]) -> str:
    """Where the time grows faster than the text, in words; else nothing."""
    before = 0.0
    for size in sizes:
        if size == LONG and before > FLOOR_SECONDS / 4:
            break  # it has been seen to grow as it should, and would take long by what is done with each hit
        growth = 2 * GROWTH if size == LONG else GROWTH
        now = seconds(use, head + piece * (size // len(piece) + 1))
        if now > max(FLOOR_SECONDS, growth * before):
            return f"{head + piece!r:.60} × {size}: {now:.3f} s after {before:.4f} s"
        before = max(now, FLOOR_SECONDS / GROWTH)
    return ""


@pytest.mark.parametrize("path", [path for path in TREES if any(calls_of_re(TREES[path]))], ids=name_of)
def test_a_pattern_takes_time_in_proportion_to_the_text(path: Path) -> None:
    slowness = [f"{use} {words}" for use in uses(path) for words in slow_texts(use)]
    assert slowness == []


def test_no_pattern_escapes_the_look() -> None:
    """One that is neither a constant of its module nor written where it is used would not be found above."""
    hidden, found = [], 0
    for path, tree in TREES.items():
        held = {
            id(call)
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for call, _ in calls_of_re(node)
        }
        for call, word in calls_of_re(tree):
            found += 1
            written_out = word != "compile" and literal(call.args[0]) is not None
            if id(call) not in held and not written_out and name_of(path) not in MADE:
                hidden.append(f"{name_of(path)}:{call.lineno}")
        unused = [name for name, _ in constants(path) if not questions(path, name)]
        hidden += [f"{name_of(path)}:{name} is asked nothing" for name in unused]
    assert hidden == []
    assert found > 50


@pytest.mark.parametrize("size", [65_536, 262_144])
def test_one_letter_of_a_webhook_a_line_of_tokens_and_a_page_of_links_take_no_time(size: int) -> None:
    patterns = (webhooks.EMAIL, webhooks.SIGN, logs.JWT, logs.TOKEN, email.LINK)
    for text in ("a" * size, "-eyJ" * (size // 4), '<a href="x">' * (size // 12), "a@" * (size // 2)):
        began = time.thread_time()
        for pattern in patterns:
            pattern.sub("", text)
        assert time.thread_time() - began < 1.0


def test_what_is_hidden_stays_hidden() -> None:
    token = "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl"
    assert logs.scrub(f"?token={token}&x") == "?token=…&x"
    assert logs.scrub(f"a-{token} b.{token}") == "a-… b.…"
    assert webhooks.EMAIL.sub("…", '"a.b+c@mail.example.ru","кот@почта.рф" x@y') == '"…","…" x@y'
    assert (
        email._plain('<a href="https://x/?a=1">here <b>it</b> is</a>, <i>or</i> &amp;')
        == "here it is (https://x/?a=1), or &"
    )
    assert process.ADDRESS.sub("!", "dial tcp:1.2.3.4:5 to www.example.com:443, .example.org") == "dial ! to !:443, .!"
