"""What the Bot API answers when it refuses.

A refusal is ``ApiError``: an HTTP status that is also the ``error_code``, and a description bots compare by text.
Descriptions follow BA:Client.cpp:71-205: ``Bad Request: `` is put before what TDLib says, and the first letter is
lowered unless the text is a SERVER_CODE.
"""

from typing import Any

MESSAGE_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class ApiError(Exception):
    """The Bot API says no: ``code`` is HTTP status and error_code, ``parameters`` is ResponseParameters or None."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str, parameters: dict[str, Any] | None = None) -> ApiError:
    """400 with TDLib's words, first letter lowered unless they are a code such as BUTTON_DATA_INVALID."""
    if len(description) > 1 and description[1] != "_" and not description[1].isupper():
        description = description[0].lower() + description[1:]
    return ApiError(400, f"Bad Request: {description}", parameters)


def required(parameter: str) -> ApiError:
    """400 for a missing parameter (BA:12370)."""
    return bad_request(f'parameter "{parameter}" is required')


def forbidden(description: str) -> ApiError:
    """403: the chat exists, but the bot may not."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409: two ways of receiving updates at once."""
    return ApiError(409, f"Conflict: {description}")


def too_many_requests(retry_after: int) -> ApiError:
    """429: seconds to wait stand in the text, in ``parameters.retry_after`` and in the Retry-After header."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def unauthorized(description: str = "") -> ApiError:
    """401: the token is unknown, or not a token at all (BA:ClientManager.cpp:76)."""
    return ApiError(401, f"Unauthorized: {description}" if description else "Unauthorized")


def not_found(description: str = "") -> ApiError:
    """404: no such path, method or file."""
    return ApiError(404, f"Not Found: {description}" if description else "Not Found")
