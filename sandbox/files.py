"""Uploaded files, kept in memory and addressed by content."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad_request

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""getFile refuses larger files (Bot API documentation)."""

PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    """A file part of a request."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"


@dataclass(slots=True)
class StoredFile:
    """A file Telegram keeps: ``kind`` is the Bot API field it was sent as (photo, document, ...)."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The ``file_path`` getFile answers with."""
        return f"{self.kind}s/{self.unique_id}/{self.name}"

    def handle(self) -> Json:
        """The fields common to every Bot API file object."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class FileStore:
    """All files by ``file_id``. The same bytes sent as the same kind are one file."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Store an upload. Raises 400 IMAGE_PROCESS_FAILED for a photo that is no image."""
        width, height = image_size(upload.content) if kind == "photo" else (0, 0)
        if kind == "photo" and not width:
            raise bad_request("IMAGE_PROCESS_FAILED")
        name = upload.name.replace("/", "_") or "file"
        digest = hashlib.sha256(kind.encode() + name.encode() + upload.content).hexdigest()
        file_id = f"SBX{kind[:3].upper()}{digest[:40]}"
        file = self._by_id.get(file_id)
        if file is None:
            file = StoredFile(file_id, f"SBX{digest[:12]}", kind, name, upload.mime, upload.content, width, height)
            self._by_id[file_id] = file
            self._by_path[file.path] = file
        return file

    def by_id(self, file_id: str) -> StoredFile:
        """The file by its id. Raises 400 ``invalid file_id``."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("invalid file_id") from None

    def by_path(self, path: str) -> StoredFile | None:
        """The file by the ``file_path`` of getFile."""
        return self._by_path.get(path)


def image_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, GIF or JPEG; (0, 0) when it is none of these."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the JPEG segments to the frame header (SOF0..SOF15 without DHT, JPG and DAC)."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(content[at + 5 : at + 7], "big")
            return int.from_bytes(content[at + 7 : at + 9], "big"), height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0
