"""Names in the documents of contributors are those of the source, and lists of tables, jobs and errors are whole."""

import importlib
import re
from pathlib import Path

import pytest
from tortoise import Model

from core import errors, wiring
from core.db.connection import MODELS
from tests.conftest import make_settings
from tests.docs import names
from tests.docs.render import ROOT
from tests.docs.test_documents import CODE_BLOCK, CODE_SPAN, named

DOCUMENTS = sorted([ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
DOCUMENTS.remove(ROOT / "docs" / "operations.md")  # for owners: it speaks of settings, commands and other programs
DOTTED = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?:\(.*\))?")
CLASS = re.compile(r"[A-Z]\w*[a-z]\w*")
NAME = re.compile(r"_?[a-z]+(?:_[a-z0-9]+)+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|[a-z_]+(?=\()")
PLACED = re.compile(r"`(\w+)`(?:,)? (?:in|of) `((?:bot|core|sandbox|tests|vitrina|web)/[\w/]+\.py)`")
FILE = re.compile(r".*\.(py|md|toml|lock|env|json|jsonl|ftl|css|proto|sqlite|dev|bak|tar|gz|age|db|whl|example)")
# Other people's names: libraries, programs, panels, Telegram.
FOREIGN = {
    "aiocryptopay", "AlterField", "AddField", "SQLITE_BUSY", "TZ", "WAL", "SELECT", "COMMIT", "UPDATE", "MACHINE",
    "encrypt_io", "decrypt_io", "X25519MLKEM768", "VERSION", "NAME", "FILE", "SHA256SUMS", "LICENSE", "CHANGELOG",
}  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_symbol_that_is_named_exists(document: Path) -> None:
    missing = []
    for span in CODE_SPAN.findall(CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))):
        word = span.removeprefix("@")
        if "/" in word or FILE.fullmatch(word) or word.partition("(")[0] in FOREIGN:
            continue
        if dotted := DOTTED.fullmatch(word):
            missing += [] if names.exists(dotted[1]) else [span]
        elif CLASS.fullmatch(word):
            missing += [] if word in names.defined() else [span]
        elif name := NAME.match(word):
            known = name[0] in names.defined() or names.called(name[0]) or names.called(name[0].lower())
            missing += [] if known else [span]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_what_is_said_to_be_in_a_file_is_there(document: Path) -> None:
    for name, path in PLACED.findall(document.read_text(encoding="utf-8")):
        assert name in names.members()[path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")], (
            name,
            path,
        )


def test_every_table_has_its_line() -> None:
    models = [value for name in MODELS for value in vars(importlib.import_module(name)).values()]
    tables = {model._meta.db_table for model in models if isinstance(model, type) and issubclass(model, Model)} - {""}
    lines = re.findall(r"^\| `(\w+)` \| `([\w/]+\.py)` \| \S", data(), re.MULTILINE)
    assert sorted(table for table, _ in lines) == sorted(tables)
    for table, module in lines:
        assert f'table = "{table}"' in (ROOT / module).read_text(encoding="utf-8"), (table, module)


def test_every_job_has_its_line(tmp_path: Path) -> None:
    settings = make_settings("sqlite://:memory:", tmp_path)
    said = re.findall(r"^\| ([a-z ]+) \| ([^|]+) \| \S.* \|$", data().partition("## Jobs")[2], re.MULTILINE)
    jobs = {job.name: job for job in wiring.schedule(settings)}
    assert [name for name, _ in said] == list(jobs)
    units = {"s": 1, "min": 60, "h": 3600, "d": 86400}
    for name, times in said:
        every, _, start = times.partition(",")
        number, _, unit = every.partition(" ")
        seconds = settings.traffic_sample_seconds if every == "`TRAFFIC_SAMPLE_SECONDS`" else int(number) * units[unit]
        assert (seconds, bool(start)) == (jobs[name].seconds, jobs[name].at_start), name


def test_the_tree_of_errors_on_its_page_is_the_tree_of_classes() -> None:
    page: dict[str, set[str]] = {}
    for name, status, children in re.findall(
        r"^ {4}(\w+) (\d+): (.+(?:\n {8}.+)*)", errors.__doc__ or "", re.MULTILINE
    ):
        assert getattr(errors, name).status == int(status), name
        page[name] = set(re.findall(r"\w*[a-z]\w*", children))
        for child, other in re.findall(r"(\w+)(?: (\d+))?", children):
            known = getattr(errors, child, None)
            assert known is None or other == "" or known.status == int(other), child

    tree: dict[str, set[str]] = {}
    waiting = [errors.ShopError]
    for error in waiting:
        children = [child for child in error.__subclasses__() if child.__module__ == errors.__name__]
        waiting += children
        if children:
            tree[error.__name__] = {child.__name__ for child in children}
    assert page == tree


def test_the_contract_names_every_adapter_of_a_payment_provider() -> None:
    registry = (ROOT / "core" / "payment_providers" / "registry.py").read_text(encoding="utf-8")
    adapters = set(re.findall(r"^from core\.payment_providers\.(\w+) import", registry, re.MULTILINE))
    assert len(adapters) >= 7
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {name for name in adapters if f'"core.payment_providers.{name}"' not in contracts} == set()


def test_the_layers_on_the_page_are_those_of_the_contract() -> None:
    contract = re.search(
        r'containers = \["core"\].*?layers = \[(.*?)\]', (ROOT / "pyproject.toml").read_text(), re.DOTALL
    )
    assert contract
    layers = "\n".join(re.findall(r'"([^"]+)"', contract[1]))
    assert f"```\n{layers}\n```" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_tree_on_the_page_has_every_folder() -> None:
    tree = CODE_BLOCK.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))[0]
    for package in ("bot", "core", "web"):
        for folder in sorted(path.parent for path in (ROOT / package).rglob("__init__.py")):
            inner = {"migrations"} & {*folder.parts} or folder.parent.name == "panels"
            assert inner or re.search(rf"^ *{folder.name}/", tree, re.MULTILINE), folder


def data() -> str:
    return (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
