"""Reading a Bot API request: query string, form, JSON or multipart, whatever a library likes to send."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from sandbox.errors import ApiError, bad_request
from sandbox.files import Upload

Json = dict[str, Any]

BODY_LIMIT_BYTES = 60 * 1024 * 1024


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises 413 above BODY_LIMIT_BYTES."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_LIMIT_BYTES:
            raise ApiError(413, "Request Entity Too Large")
    return b"".join(parts)


def parse_arguments(scope: Scope, body: bytes) -> tuple[Json, dict[str, Upload]]:
    """Arguments and file parts of a request. Arguments of the body win over those of the query string.

    Raises 400 for a body that is not what its content type says.
    """
    args: Json = {}
    if scope["query_string"]:
        args.update(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if not body:
        return args, {}
    content_type = ""
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value.decode("latin-1")
            break
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        args.update(_json_arguments(body))
    elif kind == "multipart/form-data":
        fields, files = parse_multipart(body, content_type)
        args.update(fields)
        return args, files
    else:
        try:
            args.update(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return args, {}


def parse_multipart(body: bytes, content_type: str) -> tuple[Json, dict[str, Upload]]:
    """Fields and files of a multipart body. Raises 400 without a usable boundary."""
    boundary = _parameter(content_type, "boundary")
    if not boundary:
        raise bad_request("can't parse multipart request: boundary not found")
    fields: Json = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        if part.startswith(b"--"):
            break
        head, separator, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not separator:
            raise bad_request("can't parse multipart request")
        headers = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            key, _, value = line.partition(":")
            headers[key.strip().lower()] = value.strip()
        disposition = headers.get("content-disposition", "")
        name = _parameter(disposition, "name")
        if "filename" in disposition:
            mime = headers.get("content-type", "application/octet-stream")
            files[name] = Upload(_parameter(disposition, "filename") or name, content, mime)
        else:
            fields[name] = content.decode("utf-8", "replace")
    return fields, files


def _json_arguments(body: bytes) -> Json:
    try:
        args = json.loads(body)
    except ValueError:
        args = None
    if not isinstance(args, dict):
        raise bad_request("can't parse JSON object")
    return {name: value for name, value in args.items() if value is not None}


def _parameter(header: str, name: str) -> str:
    """The value of ``name=`` in a header with parameters; "" when absent."""
    for piece in header.split(";")[1:]:
        key, _, value = piece.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"')
    return ""
