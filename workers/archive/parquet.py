"""Events between Postgres' CSV and Parquet, without a loss in any column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from flywheel.errors import ToolMissingError

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_GROUP = 50_000
"""A reader skips a group whose workspaces or times it is not asked for."""
_BLOCK_BYTES = 16 * 1024 * 1024
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_FOREVER = 2**63 - 1
"""Infinity as DuckDB has it; Parquet has none."""
_TIMES = ("timestamp with time zone", "timestamp without time zone")


def arrow() -> Any:
    """Return pyarrow.

    Raises
    ------
    ToolMissingError
        If it is not installed.
    """
    try:
        import pyarrow.compute
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise ToolMissingError(
            "the archive needs pyarrow, which is not installed",
            hint="pip install 'flywheel[archive]'",
        ) from error
    return pyarrow


@dataclass(frozen=True)
class Columns:
    """Columns of a table, and how they travel.

    Attributes
    ----------
    types
        Name → type as Postgres' `format_type` words it.
    """

    types: Mapping[str, str]

    @property
    def names(self) -> sql.Composed:
        """The names, for an insert."""
        return sql.SQL(", ").join(map(sql.Identifier, self.types))

    @property
    def exported(self) -> sql.Composed:
        """What to select: times are microseconds since 1970, the rest as it is."""
        return sql.SQL(", ").join(
            sql.SQL(_AS_MICROSECONDS).format(sql.Identifier(name))
            if kind in _TIMES
            else sql.Identifier(name)
            for name, kind in self.types.items()
        )

    def write(self, csv: Path, parquet: Path) -> None:
        """Make a Parquet file of a CSV file that Postgres wrote: no header, null without quotes."""
        pa = arrow()
        target = pa.schema([(name, self._type(kind)) for name, kind in self.types.items()])
        reader = pa.csv.open_csv(
            csv,
            pa.csv.ReadOptions(column_names=list(self.types), block_size=_BLOCK_BYTES),
            pa.csv.ParseOptions(newlines_in_values=True),
            pa.csv.ConvertOptions(
                column_types={
                    name: pa.int64() if kind in _TIMES else self._type(kind)
                    for name, kind in self.types.items()
                },
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        with pa.parquet.ParquetWriter(parquet, target, compression="zstd") as writer:
            for table in _groups(pa, reader):
                writer.write_table(table.cast(target), row_group_size=ROWS_PER_GROUP)

    def save(self, table: pa.Table, parquet: Path) -> None:
        """Make a Parquet file of rows in memory."""
        arrow().parquet.write_table(
            table, parquet, compression="zstd", row_group_size=ROWS_PER_GROUP
        )

    def read(self, parquet: Path, csv: Path) -> None:
        """Make a CSV file that Postgres can load of a Parquet file."""
        pa = arrow()
        options = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
        texts = pa.schema([(name, pa.string()) for name in self.types])
        with (
            pa.parquet.ParquetFile(parquet) as file,
            pa.csv.CSVWriter(csv, texts, write_options=options) as writer,
        ):
            for batch in file.iter_batches(ROWS_PER_GROUP, columns=list(self.types)):
                writer.write_batch(
                    pa.record_batch([_text(pa, column) for column in batch.columns], schema=texts)
                )

    def _type(self, kind: str) -> pa.DataType:
        """Return the Parquet type; what it has no type for is the text that Postgres writes."""
        pa = arrow()
        if found := _NUMERIC.fullmatch(kind):
            return pa.decimal128(int(found[1]), int(found[2]))
        return {
            "bigint": pa.int64(),
            "integer": pa.int32(),
            "smallint": pa.int16(),
            "boolean": pa.bool_(),
            "double precision": pa.float64(),
            "date": pa.date32(),
            "timestamp with time zone": pa.timestamp("us", tz="UTC"),
            "timestamp without time zone": pa.timestamp("us"),
        }.get(kind, pa.string())


_AS_MICROSECONDS = """case {0}
    when 'infinity' then 9223372036854775807
    when '-infinity' then -9223372036854775807
    else (extract(epoch from {0}) * 1000000)::bigint end"""


def _groups(pa: Any, reader: Any) -> Iterator[Any]:
    """Yield what is read in tables of whole row groups."""
    waiting: list[Any] = []
    for batch in reader:
        waiting.append(batch)
        if sum(len(one) for one in waiting) >= ROWS_PER_GROUP:
            table = pa.Table.from_batches(waiting).combine_chunks()
            whole = len(table) - len(table) % ROWS_PER_GROUP
            yield table.slice(0, whole)
            waiting = table.slice(whole).to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)


def _text(pa: Any, column: Any) -> Any:
    if not pa.types.is_timestamp(column.type):
        return column.cast(pa.string())
    numbers = column.cast(pa.int64())
    endless = pa.compute.greater(pa.compute.abs(numbers), _FOREVER - 1)
    days = pa.compute.if_else(endless, 0, numbers).cast(column.type).cast(pa.string())
    late = pa.compute.if_else(pa.compute.greater(numbers, 0), "infinity", "-infinity")
    return pa.compute.if_else(endless, late, days)
