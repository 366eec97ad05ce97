"""Reading bodies and reporting refusals, for every endpoint of the control API."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.actions import CannotDo
from sandbox.errors import ApiError
from sandbox.payments import PaymentRefused
from sandbox.wire import JSONResponse

Json = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]
Table = list[tuple[str, str, Endpoint]]
"""HTTP method, path, endpoint."""


async def body_of(request: Request) -> Json:
    """The JSON object in the body, {} when empty. Raises ValueError for anything else.

    The content type is insisted on, so that a foreign web page cannot post here by a plain form.
    """
    raw = await request.body()
    if not raw:
        return {}
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ValueError("send application/json")
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body


def guarded(handler: Endpoint) -> Endpoint:
    """The handler with its refusals turned into answers."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except (CannotDo, PaymentRefused) as error:
            return JSONResponse({"error": str(error), "refused": isinstance(error, PaymentRefused)}, 409)
        except KeyError as error:
            return JSONResponse({"error": str(error.args[0])}, 404)
        except ApiError as error:
            return JSONResponse({"error": error.description}, error.code)
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer
