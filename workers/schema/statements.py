"""Cut a SQL script into its statements, each with the line it starts on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*)
    | (?P<block>/\*)
    | (?P<escape>\b[eE]'(?:[^'\\]|\\.|'')*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<dollar>(?<![A-Za-z0-9_$])\$(?P<tag>(?:[A-Za-z_][A-Za-z0-9_]*)?)\$.*?\$(?P=tag)\$)
    | (?P<word>[A-Za-z_][A-Za-z0-9_$]*)
    | (?P<sign>[();])
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")


@dataclass(frozen=True)
class Statement:
    """One statement of a script.

    Attributes
    ----------
    text
        The statement from its first word, without the closing semicolon; comments inside
        it are kept, comments before it are not.
    line
        Line of the script, from 1, on which `text` starts.
    """

    text: str
    line: int

    @property
    def summary(self) -> str:
        """The statement's first line, to name it in a message."""
        return self.text.splitlines()[0].rstrip(" (")


def split(script: str) -> Iterator[Statement]:
    """Yield the statements of `script` in order.

    Semicolons count only where they end a statement: not in strings, quoted names, dollar
    quotes, comments, parentheses (rules), or the `begin atomic … end` body of a function.
    """
    begin: int | None = None
    depth = 0
    atomic = 0
    previous = ""
    position = 0
    while match := _TOKEN.search(script, position):
        if begin is None and (gap := _first_visible(script, position, match.start())) is not None:
            begin = gap
        position = match.end()
        kind = match.lastgroup
        if kind == "comment":
            continue
        if kind == "block":
            position = _block_end(script, match.end())
            continue
        text = match.group().lower()
        if text == ";" and depth == 0 and atomic == 0:
            if begin is not None:
                yield _statement(script, begin, match.start())
            begin, previous = None, ""
            continue
        if begin is None:
            begin = match.start()
        if text in "()":
            depth += 1 if text == "(" else -1
        elif kind == "word":
            if (text == "atomic" and previous == "begin") or (text == "case" and atomic):
                atomic += 1
            elif text == "end" and atomic:
                atomic -= 1
        previous = text
    if begin is None:
        begin = _first_visible(script, position, len(script))
    if begin is not None:
        yield _statement(script, begin, len(script))


def _statement(script: str, begin: int, end: int) -> Statement:
    return Statement(script[begin:end].strip(), script.count("\n", 0, begin) + 1)


def _first_visible(script: str, start: int, end: int) -> int | None:
    """Return where the first character that is not white space lies, if there is one."""
    rest = script[start:end].lstrip()
    return end - len(rest) if rest else None


def _block_end(script: str, position: int) -> int:
    """Return the end of a block comment whose inside starts at `position`; they nest."""
    depth = 1
    while depth and (edge := _BLOCK_EDGE.search(script, position)):
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return len(script) if depth else position
