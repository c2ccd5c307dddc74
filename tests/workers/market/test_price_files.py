"""CSV and JSON in every form that shops send become the same rows."""

from __future__ import annotations

import io
from itertools import count, islice
from typing import Any

import pytest

from flywheel.insights.price_files import (
    PriceFileError,
    Reading,
    chunks,
    read_csv,
    read_json,
    text_of,
)

ROWS = [
    {"name": "Soap, olive", "competitor": "Acme", "price": "1.299,00", "currency": "SAR"},
    {"name": "Towel", "competitor": "Bêta", "price": "12", "currency": "SAR"},
]


def read(text: str, **how: Any) -> list[dict[str, Any]]:
    return list(read_csv(io.StringIO(text, newline=""), Reading(**how)))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found_in_the_header(delimiter: str, end: str) -> None:
    lines = [
        ["Product Name", "COMPETITOR", "price", "Currency-Code", "their stars"],
        ['"Soap, olive"', "Acme", '"1.299,00"', "SAR", "4"],
        ["Towel", "Bêta", "12", "SAR", ""],
        ["", "", "", "", ""],
    ]
    assert read(end.join(delimiter.join(line) for line in lines)) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_a_name(encoding: str) -> None:
    text = "name;competitor;price;currency\nTowel;Bêta;12;SAR\n"
    assert list(read_csv(text_of(text.encode(encoding)), Reading())) == ROWS[1:]


def test_another_encoding_is_refused_and_not_guessed() -> None:
    with pytest.raises(PriceFileError, match="not UTF-8"):
        text_of("Bêta".encode("latin-1"))


def test_arabic_headers_are_known() -> None:
    row = {"name": "صابون", "competitor": "باتيل", "price": "١٢٫٥", "currency": "SAR"}
    text = "اسم المنتج,المنافس,السعر,العملة\nصابون,باتيل,١٢٫٥,SAR\n"
    assert read(text) == [row]


def test_other_headers_are_mapped_and_defaults_fill_what_is_missing() -> None:
    text = "Artikel;Verkaufspreis;price\nTowel;12;99\n"
    mapping = {"external_id": "Artikel", "price": "Verkaufspreis"}
    rows = read(text, mapping=mapping, competitor="Acme", currency="EUR", decimal_sign=",")
    assert rows == [
        {
            "external_id": "Towel",
            "price": "12",
            "competitor": "Acme",
            "currency": "EUR",
            "decimal_sign": ",",
        }
    ]


def test_the_line_of_excel_says_the_delimiter() -> None:
    assert read("sep=;\r\nname;price\r\nTowel;12,5\r\n") == [{"name": "Towel", "price": "12,5"}]


def test_a_row_with_more_cells_than_the_header_is_not_read_wrongly() -> None:
    (row,) = read("name,competitor,price\nTowel,Acme,1,299\n")
    assert row["fault"] == "has 4 cells, and the header 3"
    assert "price" not in row


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no price"),
        ("name,cost\nTowel,1\n", "names no price"),
        ("price,currency\n1,SAR\n", "names no product"),
        ('name,price\n"Towel,1\n', "line 2 cannot be read"),
        ("name,price\nTo\0wel,1\n", "zero byte"),
        ("name,price\n" + "x" * 70_000 + ",1\n", "longer than"),
    ],
)
def test_what_is_no_file_of_prices_says_why(text: str, said: str) -> None:
    with pytest.raises(PriceFileError, match=said):
        read(text)


def test_a_file_is_read_no_further_than_its_rows_are_asked_for() -> None:
    taken = 0

    def lines() -> Any:
        nonlocal taken
        yield "name,price\n"
        for number in count():
            taken += 1
            yield f"p{number},1\n"

    parts = list(islice(chunks(read_csv(lines(), Reading()), 100), 3))
    assert [len(part) for part in parts] == [100, 100, 100]
    assert taken < 302


def test_json_keeps_numbers_and_finds_lists_and_fields_inside() -> None:
    text = """{"data": {"items": [
        {"sku": "a", "price": 12.50, "offer": {"amount": 7}},
        {"sku": "b", "price": NaN}, {"sku": "c", "price": 1e999}, 5
    ]}}"""
    assert list(read_json(text, Reading(items="data.items", competitor="Acme"))) == [
        {"competitor": "Acme", "external_id": "a", "price": 12.5},
        {"competitor": "Acme", "external_id": "b", "price": "NaN"},
        {"competitor": "Acme", "external_id": "c", "price": "1e999"},
        5,
    ]
    how = Reading(items="data.items", mapping={"price": "offer.amount"})
    assert next(read_json(text, how)) == {"external_id": "a", "price": 7}
    with pytest.raises(PriceFileError, match="no list at 'data'"):
        list(read_json(text, Reading(items="data")))
    with pytest.raises(PriceFileError, match="no JSON"):
        list(read_json("[" * 100_000, Reading()))
