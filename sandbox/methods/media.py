"""Photos, documents and other files: sent, grouped, exchanged, described."""

from typing import Any

from sandbox.actions import media_object
from sandbox.entities import caption_text
from sandbox.errors import ApiError, bad_request
from sandbox.files import DOWNLOAD_LIMIT, PHOTO_LIMIT, UPLOAD_LIMIT, StoredFile
from sandbox.methods.call import Call, Handler
from sandbox.methods.messages import apply_edit, editable
from sandbox.methods.sending import deliver

Json = dict[str, Any]

MEDIA_KINDS = ("photo", "document", "animation", "video", "voice", "audio", "sticker")


def _sender(kind: str) -> Handler:
    def send(call: Call) -> Json:
        file = _file(call, kind, call.args.get(kind))
        content: Json = {kind: media_object(file)} | _caption(call, call.args)
        if call.flag("has_spoiler"):
            content["has_media_spoiler"] = True
        return deliver(call, content)

    send.__doc__ = f"Send a {kind}: an upload, a file_id already known, or a URL (which the sandbox cannot fetch)."
    return send


def send_media_group(call: Call) -> list[Json]:
    """An album of 2-10 items; one message each, tied by ``media_group_id``."""
    items = call.json("media", complaint="can't parse media JSON object")
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request("number of media in album must be between 2 and 10" if items else "media is empty")
    album_id = call.world.new_id()
    contents = [_item(call, item) | {"media_group_id": album_id} for item in items]
    return [deliver(call, content) for content in contents]


def edit_message_media(call: Call) -> Json:
    """Exchange the file and caption of a message."""
    media = call.json("media", complaint="can't parse input media JSON object")
    if not isinstance(media, dict):
        raise bad_request("input media must be an Object")
    content = _item(call, media)
    chat, message = editable(call)
    former = {field: None for field in (*MEDIA_KINDS, "text", "entities", "caption", "caption_entities")}
    return apply_edit(call, chat, message, {**former, **content})


def get_file(call: Call) -> Json:
    """Where a file can be downloaded. Raises 400 ``file is too big`` above 20 MB."""
    file = call.world.files.by_id(call.text("file_id"))
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file.handle(), "file_path": file.path}


def _item(call: Call, media: Json) -> Json:
    """The message content of an InputMedia object."""
    kind = str(media.get("type", ""))
    if kind not in MEDIA_KINDS:
        raise bad_request("wrong media type specified")
    return {kind: media_object(_file(call, kind, media.get("media")))} | _caption(call, media)


def _caption(call: Call, source: Json) -> Json:
    if not source.get("caption"):
        return {}
    entities = call.json("caption_entities") if source is call.args else source.get("caption_entities")
    caption, caption_entities = caption_text(source["caption"], source.get("parse_mode"), entities)
    content: Json = {"caption": caption}
    if caption_entities:
        content["caption_entities"] = caption_entities
    if str(source.get("show_caption_above_media", "")).lower() == "true":
        content["show_caption_above_media"] = True
    return content


def _file(call: Call, kind: str, value: object) -> StoredFile:
    """The file of a parameter: ``attach://part``, a part named as the field, or a known file_id."""
    reference = "" if value is None else str(value)
    upload = call.files.get(reference.removeprefix("attach://")) if reference.startswith("attach://") else None
    upload = upload or call.files.get(kind)
    if upload is not None:
        if len(upload.content) > (PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT):
            raise ApiError(413, "Request Entity Too Large")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return call.world.files.keep(upload, kind)
    if not reference or reference.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = call.world.files.by_id(reference)
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


METHODS: dict[str, Handler] = {
    **{f"send{kind.title()}": _sender(kind) for kind in MEDIA_KINDS},
    "sendMediaGroup": send_media_group,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
