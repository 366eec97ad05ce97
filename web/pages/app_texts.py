"""The owner's own texts for the built cabinet, as patterns such as `web/ui/scripts/texts.mjs` makes of the product's.

A pattern is a text, or a list of parts: a text, `[variable]`, or `[variable, {variant: pattern}, usual variant]`.
"""

import hashlib
import json
from functools import lru_cache
from html import unescape
from typing import Any, Final

from fluent.syntax import ast

from core import i18n
from core.i18n import Overrides
from core.texts import checks

GROUPS: Final = ("app", "errors")


@lru_cache(maxsize=4)
def document(overrides: Overrides, language: str) -> tuple[bytes, str]:
    """The cabinet's own texts of a language by key, as JSON, and its entity tag."""
    originals = i18n.originals(language)
    texts = {
        key: _pattern(checks.parsed(row.text), is_html=originals[key].group == "errors")
        for (of, key), row in overrides.rows.items()
        if of == language and overrides.bundle(of, key) is not None and originals[key].group in GROUPS
    }
    body = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _pattern(pattern: ast.Pattern, *, is_html: bool) -> Any:
    parts = [_part(element, is_html=is_html) for element in pattern.elements]
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts


def _part(element: ast.TextElement | ast.Placeable, *, is_html: bool) -> Any:
    if isinstance(element, ast.TextElement):
        return unescape(element.value) if is_html else element.value
    expression = element.expression
    if isinstance(expression, ast.SelectExpression) and isinstance(expression.selector, ast.VariableReference):
        variants = {_key(variant): _pattern(variant.value, is_html=is_html) for variant in expression.variants}
        usual = next(_key(variant) for variant in expression.variants if variant.default)
        return [expression.selector.id.name, variants, usual]
    if isinstance(expression, ast.VariableReference):
        return [expression.id.name]
    if isinstance(expression, ast.StringLiteral):
        return str(expression.parse()["value"])
    return expression.value if isinstance(expression, ast.NumberLiteral) else ""  # nothing else passes the checks


def _key(variant: ast.Variant) -> str:
    return variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value
