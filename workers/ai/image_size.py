"""Reads what kind of image a file is and how large, from its first bytes."""

from __future__ import annotations

import struct

# Start-of-frame markers of JPEG (ITU-T T.81, table B.1); C4, C8 and CC are other segments.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def image_type(content: bytes) -> str | None:
    """Return the MIME type of a PNG, JPEG, GIF or WebP file; None if it is none of them."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels; None if the header does not say."""
    try:
        match image_type(content):
            case "image/png":
                width, height = struct.unpack(">II", content[16:24])
            case "image/gif":
                width, height = struct.unpack("<HH", content[6:10])
            case "image/jpeg":
                return _jpeg_size(content)
            case "image/webp":
                return _webp_size(content)
            case _:
                return None
    except (struct.error, IndexError):  # cut off
        return None
    return (width, height)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height)
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    match content[12:16]:
        case b"VP8X":
            width = int.from_bytes(content[24:27], "little") + 1
            height = int.from_bytes(content[27:30], "little") + 1
        case b"VP8L":
            bits = int(struct.unpack("<I", content[21:25])[0])
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (side & 0x3FFF for side in struct.unpack("<HH", content[26:30]))
        case _:
            return None
    return (width, height)
