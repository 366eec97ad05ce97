"""Errors as the operator API tells them: `{"ok": false, "error": "<code or text>", "code": <status>}`.

Panels know these codes, so those of the contract are kept to the letter. What the contract has no code for is told in
the shop's own English sentence.
"""

from typing import Any, Final, Literal

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from core.errors import ShopError
from web.common.errors import ApiError, ErrorFormat, ErrorText
from web.common.schemas import Schema

__all__ = ["FORMAT", "ApiError", "ErrorText", "answers", "together"]

JSON_REQUIRED: Final = ErrorText(400, "json_required")
UNAUTHORIZED: Final = ErrorText(401, "unauthorized")
FORBIDDEN: Final = ErrorText(403, "forbidden")
NOT_FOUND: Final = ErrorText(404, "not_found")
METHOD_NOT_ALLOWED: Final = ErrorText(405, "method_not_allowed")
INTERNAL: Final = ErrorText(500, "Internal server error")
UNAVAILABLE: Final = ErrorText(503, "unavailable")
NOT_IMPLEMENTED: Final = ErrorText(501, "not_implemented")
EMAIL_REQUIRED: Final = ErrorText(400, "email_required")
INVALID_EMAIL: Final = ErrorText(400, "invalid_email_format")
EMAIL_TOO_LONG: Final = ErrorText(400, "email_too_long")
NAME_REQUIRED: Final = ErrorText(400, "email_or_uuid_required")
INVALID_UUID: Final = ErrorText(400, "invalid_uuid_format")
INVALID_ALIAS: Final = ErrorText(400, "invalid_alias")
USER_NOT_FOUND: Final = ErrorText(404, "user_not_found")
USER_EXISTS: Final = ErrorText(409, "user_already_exists")
USER_REQUIRED: Final = ErrorText(400, "user_required")
INVALID_DATE: Final = ErrorText(400, "invalid_date_format")
INVALID_DAYS: Final = ErrorText(400, "invalid_days")
INVALID_WINDOW: Final = ErrorText(400, "invalid_window_days")
INVALID_METRIC: Final = ErrorText(400, "invalid_metric")
INVALID_PERIOD: Final = ErrorText(400, "invalid_period")
INVALID_GRANULARITY: Final = ErrorText(400, "invalid_granularity")
INVALID_SCOPE: Final = ErrorText(400, "invalid_scope")
INVALID_LIMIT: Final = ErrorText(400, "invalid_limit")
INVALID_HOURS: Final = ErrorText(400, "invalid_hours")
INVALID_SEVERITY: Final = ErrorText(400, "invalid_severity")
INVALID_TARGET: Final = ErrorText(400, "invalid_target: {target}. Valid: ui, xray, nextjs")
NOT_CONFIGURED: Final = ErrorText(409, "service_not_configured")
NO_REALITY_LINK: Final = ErrorText(400, "reality_not_configured")
NO_CONFIG: Final = ErrorText(400, "Cannot load config: {text}")
NO_INBOUND: Final = ErrorText(400, "VLESS inbound not found")
SCRIPT_NOT_FOUND: Final = ErrorText(404, "script_not_found")
ENABLED_REQUIRED: Final = ErrorText(400, "enabled_required")
COLLECTOR_RUNNING: Final = ErrorText(409, "collector_running")
TESTS_RUNNING: Final = ErrorText(409, "tests_running")
TEST_NOT_FOUND: Final = ErrorText(404, "test_not_found")
INVALID_FILENAME: Final = ErrorText(400, "invalid_filename")
BACKUP_NOT_FOUND: Final = ErrorText(404, "backup_not_found")
INVALID_BACKUP: Final = ErrorText(400, "invalid_backup")
UNKNOWN_SECTION: Final = ErrorText(400, "unknown_section: {field}")
INVALID_VALUE: Final = ErrorText(400, "invalid_value: {field}")
READ_ONLY: Final = ErrorText(400, "read_only: {field}")

# The shop's errors by code.
TEXTS: Final[dict[str, ErrorText]] = {
    "internal": INTERNAL,
    "unavailable": UNAVAILABLE,
    "unauthenticated": UNAUTHORIZED,
    "forbidden": FORBIDDEN,
    "blocked": FORBIDDEN,
    "invalid-request": JSON_REQUIRED,
    "not-found": NOT_FOUND,
    "method-not-allowed": METHOD_NOT_ALLOWED,
    "rate-limited": ErrorText(429, "rate_limited"),
    "user-not-found": USER_NOT_FOUND,
    "key-not-found": USER_NOT_FOUND,
    "email-in-use": USER_EXISTS,
    "no-reality-link": NO_REALITY_LINK,
    "server-unavailable": NO_INBOUND,
    "backup-not-found": BACKUP_NOT_FOUND,
    "backup-damaged": INVALID_BACKUP,
    "unknown-setting": UNKNOWN_SECTION,
    "invalid-value": INVALID_VALUE,
    "read-only-setting": READ_ONLY,
    "restore-undone": ErrorText(500, "restore_failed_rolled_back"),
}
# What a malformed field is called, where it is not `invalid_<field>`.
FIELDS: Final[dict[str, ErrorText]] = {
    "email": INVALID_EMAIL,
    "uuid": INVALID_UUID,
    "date": INVALID_DATE,
    "file": INVALID_FILENAME,
}
# What the lack of a field is called, where it is not `<field>_required`.
ABSENT: Final = ("missing",)
SAMPLES: Final[dict[str, Any]] = {
    "field": "ui.theme",
    "fault": "least",
    "bound": 1,
    "part": 1,
    "path": "var/settings.key",
    "target": "redis",
    "what": "checks",
    "seconds": 30,
    "text": "nobody listens",
    "reason": "no space left",
    "limit": 3,
    "version": "9.9",
    "engine": "sqlite",
    "wanted": "postgres",
    "tool": "pg_dump",
    "package": "postgresql-client",
    "megabytes": 100,
    "before": "20260101_120000__pre-restore.vitrina.tar.gz",
}


class OperatorError(Schema):
    """What went wrong."""

    ok: Literal[False]
    error: str
    code: int


class OperatorErrorFormat(ErrorFormat):
    """A malformed request is named by its first fault: no body, a field that is missing, one that will not do."""

    def body(self, error: ErrorText) -> dict[str, Any]:
        storable = error.text.encode("utf-8", "replace").decode()  # half of a surrogate pair may come back in a name
        return {"ok": False, "error": storable, "code": error.status}

    def title(self, error: ErrorText) -> str:
        return error.text.partition(":")[0]

    def from_shop_error(self, request: Request, error: ShopError) -> ErrorText:
        if error.code == "unknown-setting" and "." in str(error.params["field"]):
            return INVALID_VALUE.about(**error.params)
        return super().from_shop_error(request, error)

    def from_validation_error(self, _request: Request, exc: RequestValidationError) -> ErrorText:
        fault = exc.errors()[0]
        where, kind = fault["loc"], fault["type"]
        if where[0] == "body" and (len(where) == 1 or kind == "json_invalid"):
            return JSON_REQUIRED
        field = str(where[-1]) if isinstance(where[-1], str) else str(where[1])
        if kind in ABSENT:
            return ErrorText(400, f"{field}_required")
        if field == "email" and kind == "string_too_long":
            return EMAIL_TOO_LONG
        return FIELDS.get(field, ErrorText(400, f"invalid_{field}"))


FORMAT: Final = OperatorErrorFormat(
    schema=OperatorError,
    texts=TEXTS,
    samples=SAMPLES,
)
answers, together = FORMAT.answers, FORMAT.together

# What every endpoint may answer, and what those that need a token may.
ANYWHERE: Final = FORMAT.anywhere(JSON_REQUIRED)
SIGNED_IN: Final = answers(UNAUTHORIZED, FORBIDDEN)
