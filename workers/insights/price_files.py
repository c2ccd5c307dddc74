"""Files of competitor prices: from CSV or JSON to the rows that `import_competitor_prices` takes.

Nothing is understood here but where a field is: amounts, dates and names are read in the
database, by the same rules for every way in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from math import isfinite
from typing import Any

from flywheel.errors import FlywheelError

FIELDS = (
    "product_id",
    "external_id",
    "store",
    "name",
    "competitor",
    "price",
    "currency",
    "url",
    "in_stock",
    "observed_at",
)
"""Fields of a row, as `import_competitor_prices` names them."""

HEADERS: dict[str, tuple[str, ...]] = {
    "product_id": ("product_id", "product", "flywheel_id"),
    "external_id": ("external_id", "sku", "item_id", "product_code", "رمز المنتج"),
    "store": ("store", "store_id", "shop_id", "المتجر"),
    "name": ("name", "product_name", "title", "product_title", "اسم المنتج", "المنتج"),
    "competitor": ("competitor", "competitor_name", "seller", "merchant", "المنافس", "البائع"),
    "price": ("price", "competitor_price", "amount", "السعر"),
    "currency": ("currency", "currency_code", "العملة"),
    "url": ("url", "link", "competitor_url", "product_url", "الرابط"),
    "in_stock": ("in_stock", "stock", "availability", "التوفر", "متوفر"),
    "observed_at": ("observed_at", "date", "observed", "seen_at", "timestamp", "التاريخ"),
}
"""What a column may be called, whatever the case, blanks and hyphens; the first that is there."""

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_LINE = 65_536
"""Characters; a cell is never that long, a file that is no CSV soon is."""
_MOST_KEYS = 8
"""Levels of `meta.shop.sku`."""


class PriceFileError(FlywheelError):
    """A file that cannot be read as prices."""


@dataclass(frozen=True)
class Reading:
    """How a file is to be read.

    Attributes
    ----------
    mapping
        What the file calls our fields, where it is none of `HEADERS`.
    delimiter
        Of CSV; None to find it out from the header.
    decimal_sign
        Which sign decimals come after; None to refuse amounts that can be read in two ways.
    competitor, currency, observed_at
        For rows that name none.
    items
        Where the list is in a JSON document, as `data.items`; None where it is the document.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    decimal_sign: str | None = None
    competitor: str | None = None
    currency: str | None = None
    observed_at: str | None = None
    items: str | None = None


def read_csv(text: Iterable[str], how: Reading) -> Iterator[dict[str, Any]]:
    """Yield the rows of a CSV file with a header line, one by one.

    Parameters
    ----------
    text
        The file's lines, with their ends.

    Raises
    ------
    PriceFileError
        If the header names no price or no product, or a line cannot be read.
    """
    lines = _bounded(text)
    header = next(lines, "").removeprefix("\ufeff")
    # Excel says so itself; that line is not the header.
    if header.lower().startswith("sep=") and len(header.strip("\r\n")) == len("sep=") + 1:
        how = replace(how, delimiter=how.delimiter or header[4])
        header = next(lines, "")
    delimiter = how.delimiter or _delimiter(header, how)
    reader = csv.reader(chain([header], lines), delimiter=delimiter, strict=True)
    try:
        names = next(reader, [])
        width = len(names)
        columns = _columns(names, how)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[width:]):
                # 1,299 without quotation marks is two cells: what is in which nobody knows.
                yield {"fault": f"has {len(cells)} cells, and the header {width}", "cells": cells}
                continue
            named = {name: cells[place] for name, place in columns.items() if place < len(cells)}
            yield _row(named, how)
    except csv.Error as error:
        raise PriceFileError(
            f"line {reader.line_num} cannot be read: {error}",
            hint="Is a quotation mark left open? Is it the right delimiter?",
        ) from error


def read_json(document: str | bytes, how: Reading) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON document that holds a list of objects.

    Raises
    ------
    PriceFileError
        If it is no JSON, or there is no list where one should be.
    """
    try:
        value = json.loads(document, parse_float=_number, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise PriceFileError(f"this is no JSON: {error}") from error
    if how.items:
        value = _reach(value, how.items)
    if not isinstance(value, list):
        raise PriceFileError(
            f"there is no list at {how.items!r}" if how.items else "the document is no list",
            hint="Say in items where the list is, as data.items.",
        )
    return (_object_row(each, how) for each in value)


def chunks(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in lists of at most `size`."""
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def _row(named: Mapping[str, Any], how: Reading) -> dict[str, Any]:
    row = {name: value for name, value in named.items() if value not in (None, "")}
    defaults = {
        "competitor": how.competitor,
        "currency": how.currency,
        "observed_at": how.observed_at,
        "decimal_sign": how.decimal_sign,
    }
    return {**{name: value for name, value in defaults.items() if value}, **row}


def _object_row(each: Any, how: Reading) -> Any:
    if not isinstance(each, dict):
        return each  # refused where all rows are judged, with its place
    plain = {_plain(key): key for key in reversed(list(each))}
    found: dict[str, Any] = {}
    for name in FIELDS:
        if name in how.mapping:
            found[name] = _reach(each, how.mapping[name])
        elif key := next((plain[known] for known in HEADERS[name] if known in plain), None):
            found[name] = each[key]
    return _row(found, how)


def _number(text: str) -> float | str:
    """Return a number of JSON; 1e999 stays as it is written, to be refused by name."""
    return number if isfinite(number := float(text)) else text


def _reach(value: Any, path: str) -> Any:
    if isinstance(value, dict) and path in value:
        return value[path]
    for key in path.split(".", _MOST_KEYS):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _plain(header: str) -> str:
    return "_".join(header.replace("-", " ").replace("_", " ").lower().split())


def _columns(header: list[str], how: Reading) -> dict[str, int]:
    """Return the place of each field that the header has."""
    exact = {name.strip(): place for place, name in reversed(list(enumerate(header)))}
    plain = {_plain(name): place for place, name in reversed(list(enumerate(header)))}
    columns: dict[str, int] = {}
    for name in FIELDS:
        if name in how.mapping:
            if how.mapping[name].strip() not in exact:
                raise PriceFileError(
                    f"there is no column {how.mapping[name]!r}",
                    hint=f"The columns are: {', '.join(header)[:500]}.",
                )
            columns[name] = exact[how.mapping[name].strip()]
        else:
            known = [_plain(each) for each in HEADERS[name]]
            place = next((plain[each] for each in known if each in plain), None)
            if place is not None:
                columns[name] = place
    if "price" not in columns:
        raise PriceFileError(
            "the header names no price",
            hint=f"Call it {' or '.join(HEADERS['price'])}, or map it. "
            f"The columns are: {', '.join(header)[:300]}.",
        )
    if not columns.keys() & {"product_id", "external_id", "name"}:
        raise PriceFileError(
            "the header names no product",
            hint="It takes product_id, external_id (sku) or name.",
        )
    return columns


def _delimiter(header: str, how: Reading) -> str:
    """Return the delimiter that finds most known columns in the header."""
    wanted = {_plain(each) for names in HEADERS.values() for each in names}
    wanted |= {_plain(name) for name in how.mapping.values()}

    def known(delimiter: str) -> int:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return len({_plain(cell) for cell in cells} & wanted)

    return max(DELIMITERS, key=known)


def _bounded(text: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if len(line) > _LONGEST_LINE:
            raise PriceFileError(f"line {number} is longer than {_LONGEST_LINE} characters")
        if "\0" in line:
            raise PriceFileError(
                f"line {number} holds a zero byte: this is no text, or in UTF-16",
                hint="Save it as UTF-8.",
            )
        yield line


def text_of(content: bytes, charset: str | None = None) -> io.StringIO:
    """Return a file's text: UTF-8 unless its first bytes or `charset` say otherwise.

    Raises
    ------
    PriceFileError
        If it is in another encoding: what would come out are wrong names.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16"
    try:
        return io.StringIO(content.decode(charset or "utf-8-sig"), newline="")
    except (UnicodeDecodeError, LookupError) as error:
        raise PriceFileError(
            f"this is not {charset or 'UTF-8'}: {error}", hint="Save it as UTF-8."
        ) from error
