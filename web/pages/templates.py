"""The HTML pages of the shop."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str) -> "Template":
    """A page's template; everything put into it is escaped."""
    import jinja2  # noqa: PLC0415 - 4 MB that a process pays when it shows its first page

    loader = jinja2.FileSystemLoader(str(files("web") / "templates"))
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(name)
