"""The HTML pages of the shop."""

from functools import cache
from importlib.resources import files

import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """A page's template; everything put into it is escaped."""
    loader = jinja2.FileSystemLoader(str(files("web") / "templates"))
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(name)
