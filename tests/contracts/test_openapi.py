"""The published description changes only on purpose: generated clients and readers depend on it."""

import json
from importlib.resources import files

import pytest
import yaml

from tests.contracts.extract_openapi import PUBLISHED, digests
from tests.web.documents import document
from web.pages.docs import PUBLISHED_NAMES


def test_operations_and_schemas_are_described_as_published() -> None:
    """Where the change is meant: `python -m tests.contracts.extract_openapi`."""
    published, described = json.loads(PUBLISHED.read_text()), digests(document())
    changed = {name for name in published.keys() & described.keys() if published[name] != described[name]}
    assert (published.keys() - described.keys(), described.keys() - published.keys(), changed) == (set(), set(), set())


def test_a_schema_is_told_apart_by_its_module_only_where_that_was_published() -> None:
    """Two schemas of one name would be called by their modules, and a client's code would change with our files."""
    by_module = {name for name in document()["components"]["schemas"] if "__" in name}
    assert by_module == set(PUBLISHED_NAMES.values())


@pytest.mark.parametrize("api", ["api.cabinet", "api.console", "api.keys", "api.operator", "api.site", "common"])
def test_every_example_is_shown(api: str) -> None:
    """One under a name that no schema has any more would stay unseen."""
    examples = yaml.safe_load((files(f"web.{api}") / "examples.yaml").read_text("utf-8"))
    shown = {
        name.rpartition("__")[2] for name, schema in document()["components"]["schemas"].items() if "examples" in schema
    }
    assert set(examples) <= shown
