"""`/api/v2/*`: reserved."""

from fastapi import Request
from starlette.responses import Response

from web.common.operator_errors import FORMAT, NOT_IMPLEMENTED, ApiError
from web.common.routing import Pages

router = Pages(prefix="/v2", include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def anything(request: Request, path: str) -> Response:
    """501, whatever is asked."""
    return FORMAT.response(request, ApiError(NOT_IMPLEMENTED))
