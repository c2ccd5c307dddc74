"""QR codes of short links."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Literal

import segno

Format = Literal["png", "svg"]

CONTENT_TYPES: dict[str, str] = {"png": "image/png", "svg": "image/svg+xml"}


@lru_cache(maxsize=1024)
def qr_code(address: str, kind: Format) -> bytes:
    """Return the picture of an address, the same for the same address.

    Parameters
    ----------
    kind
        png: ten pixels for each of its squares; svg: of any size.
    """
    picture = io.BytesIO()
    # Level Q survives a quarter of it being dirty or torn, as on a poster.
    segno.make(address, error="q", micro=False).save(picture, kind=kind, scale=10, border=4)
    return picture.getvalue()


def qr_text(address: str) -> str:
    """Return the code for a terminal."""
    text = io.StringIO()
    segno.make(address, micro=False).terminal(out=text, compact=True)
    return text.getvalue()
