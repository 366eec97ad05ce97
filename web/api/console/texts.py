"""Texts of the shop: what it says to people, and what its owner has it say instead."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request

from core import errors, i18n
from core.errors import TextInvalid
from core.shop import Shop
from core.texts import overrides
from core.texts.overrides import Only
from web.api.console import texts_schemas as schemas
from web.api.console.deps import Owner
from web.api.console.errors import answers, together
from web.common.deps import TheShop, accepted_language, plain
from web.common.errors import ApiError, ErrorText
from web.common.operator_errors import FORBIDDEN, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages
from web.common.schemas import OkAnswer

router = Pages(prefix="/texts", tags=["console: settings"], route_class=SignedRoute)
ONE: Any = together(SIGNED_IN, answers(errors.TextNotFound))
DRAFT: Any = together(ONE, answers(errors.TextInvalid))
CHANGED: Any = together(ONE, answers(errors.TextInvalid, errors.SettingsStale, FORBIDDEN))
Language = Literal["ru", "en"]
LanguageOf = Annotated[str, Path(max_length=8, description="ru or en.")]
Key = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9-]+$")]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Words of key, original or own text.")]


@router.get("", summary="Texts", responses=SIGNED_IN)
async def listing(
    shop: TheShop,
    _caller: Operator,
    paging: LimitPaging,
    language: Language = "ru",
    search: Search = "",
    group: schemas.Group | None = None,
    only: Annotated[
        Only | None, Query(description="Own texts, those that no longer fit, or of changed originals.")
    ] = None,
) -> schemas.AdminTexts:
    """All texts of a language in the order of the product."""
    entries, total = overrides.page(language, search=search, group=group, only=only, **paging.rows)
    return schemas.AdminTexts(
        version=shop.settings_version,
        unfit=len(i18n.overrides().unfit),
        items=[schemas.AdminText.of(entry) for entry in entries],
        **paging.numbers(total),
    )


@router.get("/{language}/{key}", summary="One text", responses=ONE)
async def one(shop: TheShop, _caller: Operator, language: LanguageOf, key: Key) -> schemas.AdminTextAnswer:
    """The product's, and the owner's if there is one."""
    return _shown(shop, language, key)


@router.put("/{language}/{key}", summary="Say something else", responses=CHANGED)
async def save(
    request: Request, shop: TheShop, caller: Owner, language: LanguageOf, key: Key, body: schemas.AdminTextChange
) -> schemas.AdminTextAnswer:
    """It is said within two seconds everywhere. The product's own text puts that back."""
    try:
        await overrides.replace(shop, language, key, body.text, by=caller.actor, version=body.version)
    except TextInvalid as exc:
        raise _refusal(request, shop, exc) from None
    return _shown(shop, language, key)


@router.delete("/{language}/{key}", summary="Say the product's text again", responses=together(ONE, answers(FORBIDDEN)))
async def reset(shop: TheShop, caller: Owner, language: LanguageOf, key: Key) -> OkAnswer:
    """The history of settings keeps the owner's, and can put it back."""
    await overrides.reset(shop, language, key, by=caller.actor)
    return OkAnswer()


@router.post("/{language}/{key}/preview", summary="Look at a text", responses=DRAFT)
async def preview(
    request: Request, shop: TheShop, _caller: Operator, language: LanguageOf, key: Key, body: schemas.AdminTextDraft
) -> schemas.AdminTextPreview:
    """A text that is not saved, with sample values; it is checked as if it were to be saved."""
    try:
        renderings = overrides.preview(shop, language, key, body.text)
    except TextInvalid as exc:
        raise _refusal(request, shop, exc) from None
    return schemas.AdminTextPreview(renderings=[schemas.AdminTextRendering.of(one) for one in renderings])


def _shown(shop: Shop, language: str, key: str) -> schemas.AdminTextAnswer:
    entry = overrides.find(language, key)
    return schemas.AdminTextAnswer(version=shop.settings_version, text=schemas.AdminText.of(entry))


def _refusal(request: Request, shop: Shop, error: TextInvalid) -> ApiError:
    text = plain(shop, f"error-{error.code}", accepted_language(shop, request), **error.params)
    return ApiError(ErrorText(error.status, text), {"field": "text"})
