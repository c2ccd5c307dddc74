"""What kind of image a file is, and how large, from its first bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.ai.image_size import image_size, image_type

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480)
JPEG = (
    b"\xff\xd8\xff\xe0"
    + struct.pack(">H", 16)
    + b"JFIF\x00"
    + bytes(9)
    + b"\xff\xff\xc4"  # a fill byte, then a Huffman table, which is no frame
    + struct.pack(">H", 4)
    + b"\x00\x00"
    + b"\xff\xc2"
    + struct.pack(">HBHH", 17, 8, 480, 640)
)
LOSSY = (
    b"RIFF\0\0\0\0WEBPVP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 640, 480 | 1 << 14)
)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 639 | 479 << 14)
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x7f\x02\x00" + b"\xdf\x01\x00"


@pytest.mark.parametrize(
    ("content", "mime_type"),
    [
        (PNG, "image/png"),
        (GIF, "image/gif"),
        (JPEG, "image/jpeg"),
        (LOSSY, "image/webp"),
        (LOSSLESS, "image/webp"),
        (EXTENDED, "image/webp"),
    ],
)
def test_every_kind_says_its_size(content: bytes, mime_type: str) -> None:
    assert image_type(content) == mime_type
    assert image_size(content) == (640, 480)


@given(
    st.sampled_from([PNG, GIF, JPEG, LOSSY, LOSSLESS, EXTENDED]).flatmap(
        lambda content: st.integers(0, len(content) - 1).map(lambda end: content[:end])
    )
    | st.binary().map(lambda rest: JPEG[:3] + rest)
    | st.binary()
)
def test_a_broken_file_has_no_size_and_is_no_error(content: bytes) -> None:
    size = image_size(content)
    assert size is None or len(size) == 2


def test_a_page_is_no_image() -> None:
    assert image_type(b"<html>") is None
