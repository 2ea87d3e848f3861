"""Which files members may keep, and as what they are served. Content decides, not the name."""

from typing import Final

import puremagic

from banso.platform.kit.limits import limit

MOST_BYTES = limit("files.attachment", 25 * 1024 * 1024, "bytes")
"""Of one file."""
MOST_AT_ONCE = limit("files.at_once", 10)
MOST_KEPT = limit("files.kept", 500)
"""Files of one account."""
HEAD: Final = 8192
"""Bytes from the beginning that say what it is."""

BINARY: Final = "application/octet-stream"
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff", "image/heic"})
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
_OLD_OFFICE = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_TEXTS = {".csv": "text/csv", ".md": "text/markdown", ".eml": "message/rfc822", ".ics": "text/calendar"}
_MEDIA = frozenset({"audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/wav", "video/mp4", "video/quicktime"})
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ACTIVE_TEXT = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<body", b"<iframe")


def kind_of(head: bytes, name: str) -> str | None:
    """The media type of a file that begins with ``head``; ``None`` where it is of no kind that may be kept."""
    if not head or head.startswith(_EXECUTABLE):
        return None
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if _is_active(head):
        # Pages and drawings can carry scripts: they are kept, and only ever handed out as bytes.
        return "image/svg+xml" if b"<svg" in head.lower() else "text/html"
    return _container(head, ending) or _by_magic(head) or _text(head, ending)


def _container(head: bytes, ending: str) -> str | None:
    """Documents; in those that are archives or old office files the name tells which."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _OFFICE.get(ending, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and ending in _OLD_OFFICE:
        return _OLD_OFFICE[ending]
    return None


def served_as(media_type: str) -> str:
    """What a browser is told a kept file is: never something that it would run."""
    return media_type if media_type in _IMAGES or media_type == "application/pdf" else BINARY


def file_name(name: str) -> str:
    """The last part of ``name`` without signs that a file system or a header would trip over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(" .")
    if len(kept) > 200:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 190 - len(ending)]}{dot}{ending}" if dot and len(ending) < 12 else kept[:200]
    return kept or "file"


def _is_active(head: bytes) -> bool:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_ACTIVE_TEXT) or (start.startswith(b"<") and any(mark in start for mark in _ACTIVE_TEXT))


def _by_magic(head: bytes) -> str | None:
    try:
        found = {str(one.mime_type) for one in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return None
    images, media = sorted(found & _IMAGES), sorted(found & _MEDIA)
    return next(iter([*images, *media]), None)


def _text(head: bytes, ending: str) -> str | None:
    if b"\x00" in head:
        return None
    for encoding in ("utf-8", "cp932"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            # The last character may be cut in two.
            if error.start < len(head) - 4:
                continue
        return _TEXTS.get(ending, "text/plain")
    return None
