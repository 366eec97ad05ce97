"""Pages of long lists."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import Field

from web.common.schemas import Schema

LARGEST_ID = 2**63 - 1
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Page, from 1.")]
PerPage = Annotated[int, Query(ge=1, le=100, description="Rows a page.")]
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    page: int
    size: int

    @property
    def rows(self) -> dict[str, int]:
        """The same as `limit` and `offset`."""
        return {"limit": self.size, "offset": (self.page - 1) * self.size}

    def numbers(self, total: int) -> dict[str, Any]:
        """What a page says of itself, by either name of its size; an empty list has one page."""
        pages = max(1, -(-total // self.size))
        return {"total": total, "page": self.page, "per_page": self.size, "limit": self.size, "pages": pages}


async def _paging(page: PageNumber = 1, per_page: PerPage = 20) -> Paging:
    return Paging(page, per_page)


async def _limit_paging(page: PageNumber = 1, limit: PerPage = 20) -> Paging:
    return Paging(page, limit)


ThePaging = Annotated[Paging, Depends(_paging)]
LimitPaging = Annotated[Paging, Depends(_limit_paging)]  # of the APIs that call a page's size its limit


class Page(Schema):
    """One page of a list; past the end it is empty."""

    total: int = Field(description="Rows on all pages.")
    page: int
    per_page: int
    pages: int = Field(description="At least 1.")
