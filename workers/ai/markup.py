"""Makes generated HTML safe to put into somebody's page.

What is merely unknown is taken out without a word: odd tags, comments, the shell of a whole
document. What somebody must have meant is refused, so that a model repairs it and a person hears
of it: scripts, event handlers, `javascript:` addresses, frames, forms that post elsewhere. The
result is always written by nh3 and tinycss2, never the text that came in; CSS is the business of
`flywheel.ai.stylesheet`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from flywheel.ai.stylesheet import UnsafeMarkupError, clean_declarations, clean_stylesheet


def _words(text: str) -> set[str]:
    return set(text.split())


_TAGS = _words(
    "a abbr address article aside b blockquote br button caption cite code col colgroup data "
    "datalist dd del details dfn div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr i img input ins kbd label legend li main mark meter nav ol optgroup "
    "option output p picture pre progress q s samp section select small source span strong sub "
    "summary sup table tbody td textarea tfoot th thead time tr u ul var wbr"
)
_ATTRIBUTES = {
    "*": {"class", "id", "style", "title", "role", "lang", "dir", "hidden", "tabindex"},
    "a": {"href", "target"},
    "button": {"type", "name", "value", "disabled"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "details": {"open"},
    "fieldset": {"disabled"},
    "form": {"action", "method", "novalidate", "autocomplete"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding"},
    "input": _words(
        "type name value placeholder required disabled readonly checked min max minlength "
        "maxlength step pattern autocomplete inputmode list multiple"
    ),
    "label": {"for"},
    "li": {"value"},
    "meter": {"value", "min", "max", "low", "high", "optimum"},
    "ol": {"start", "reversed", "type"},
    "optgroup": {"label", "disabled"},
    "option": {"value", "label", "selected", "disabled"},
    "progress": {"value", "max"},
    "select": {"name", "required", "disabled", "multiple", "size"},
    "source": {"srcset", "media", "sizes", "type"},
    # E-mail programs lay out with what HTML 4 had.
    "table": _words("align bgcolor border cellpadding cellspacing width"),
    "td": _words("colspan rowspan headers align bgcolor height valign width"),
    "textarea": _words("name rows cols placeholder required disabled readonly minlength maxlength"),
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"https", "http", "mailto", "tel"}
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+\Z")
_HOSTILE_TAGS = _words(
    "script iframe frame frameset object embed applet base portal fencedframe noscript template "
    "foreignobject animate set"
)
_ADDRESSES = _words(
    "href src srcset action formaction poster background data cite ping xlink:href manifest "
    "longdesc codebase usemap"
)
# Vue, Alpine, Angular, htmx, Knockout.
_SCRIPTED = ("v-", "x-", "ng-", "hx-", "bind", "@", ":")
# As browsers read an address: they skip control characters and blanks in its scheme.
_SKIPPED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PROGRAMS = (
    (re.compile(r"```"), "code fences"),
    (re.compile(r"\bclass(?:Name|List)\s*=|\bhtmlFor\s*="), "JSX attributes"),
    (
        re.compile(
            r"^\s*(?:import\s+(?:[\w*{][^;\n]*\sfrom\s+)?[\"']"
            r"|export\s+(?:default|const|function|class)\b)",
            re.MULTILINE,
        ),
        "imports or exports",
    ),
    (re.compile(r"=>\s*[({\w<\[]|\bfunction\s*\w*\s*\("), "JavaScript functions"),
    (re.compile(r"<>|</>"), "JSX fragments"),
    (re.compile(r"</?[A-Z][a-z]\w*[\s/>]"), "components instead of HTML tags"),
    (re.compile(r"=\s*\{(?!\{)"), "{expressions} in attributes"),
    (re.compile(r"<[?%]"), "server-side code"),
)
_MERGE_FIELD = re.compile(r"\{\{\s*[\w.]+\s*\}\}")


def clean_component(code: str, css: str, *, overlay: bool = False) -> tuple[str, str]:
    """Return a component's HTML and CSS, safe to put into a page.

    Parameters
    ----------
    code
        A fragment of HTML.
    css
        The style sheet of its classes; may be empty.
    overlay
        Whether the component may lie over the page (`position: fixed`), as a pop-up does.
        Elsewhere that would let a part of a page cover what its visitors click.

    Raises
    ------
    UnsafeMarkupError
        If something was meant that cannot be made safe; the message says what and where.
    """
    for pattern, what in _PROGRAMS:
        if pattern.search(code):
            raise UnsafeMarkupError(f"code: holds {what}; plain HTML is wanted")
    reader = _Reader(overlay)
    reader.feed(code)
    reader.close()
    safe = nh3.clean(
        code,
        tags=_TAGS,
        clean_content_tags={"script", "style", "svg", "math", "title", "head"} - _TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _kept(tag, name, value, overlay),
        generic_attribute_prefixes={"aria-", "data-"},
        # data: gets no further than the filter, which knows the images from the rest.
        url_schemes=_SCHEMES | {"data"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    ).strip()
    if not safe:
        raise UnsafeMarkupError("code: nothing is left of it once it is made safe")
    return safe, clean_stylesheet(css, overlay=overlay)


class _Reader(HTMLParser):
    """Finds what is refused. nh3 makes the result safe; this only decides whether to say so."""

    def __init__(self, overlay: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._overlay = overlay

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HOSTILE_TAGS:
            raise UnsafeMarkupError(f"code: <{tag}> is not allowed")
        if tag in {"style", "link"}:
            raise UnsafeMarkupError(f"code: <{tag}> is not allowed; styles belong into css_styles")
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and "http-equiv" in values:
            raise UnsafeMarkupError("code: <meta http-equiv> is not allowed")
        for name, value in values.items():
            self._check(tag, name, value)

    def handle_data(self, data: str) -> None:
        if re.search(r"[{}]", _MERGE_FIELD.sub("", data)):
            raise UnsafeMarkupError(
                "code: holds {expressions}; plain HTML is wanted, at most {{merge_fields}}"
            )

    def _check(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or _is_scripted(name):
            raise UnsafeMarkupError(f"code: <{tag} {name}>: event handlers are not allowed")
        if name == "srcdoc":
            raise UnsafeMarkupError(f"code: <{tag} srcdoc> is not allowed")
        if name == "style":
            clean_declarations(value, overlay=self._overlay)
        if name not in _ADDRESSES:
            return
        if name in {"action", "formaction"} and not _is_relative(value):
            raise UnsafeMarkupError(
                f"code: <{tag} {name}>: a form may post to its own site only, not to {value[:60]!r}"
            )
        for address in value.split(",") if name == "srcset" else [value]:
            scheme = _scheme(address)
            if scheme not in {None, "data", *_SCHEMES} or (
                scheme == "data" and not (tag == "img" and _IMAGE_DATA.match(value.strip()))
            ):
                raise UnsafeMarkupError(f"code: <{tag} {name}>: {scheme}: is not allowed")


def _scheme(address: str) -> str | None:
    found = _SCHEME.match(_SKIPPED.sub("", address))
    return found.group(1).lower() if found else None


def _is_relative(address: str) -> bool:
    plain = _SKIPPED.sub("", address).replace("\\", "/")
    return _scheme(plain) is None and not plain.startswith("//")


def _is_scripted(name: str) -> bool:
    """Return whether a framework of the page around would run what the attribute holds."""
    return name.removeprefix("data-").startswith(_SCRIPTED)


def _kept(tag: str, name: str, value: str, overlay: bool) -> str | None:
    """Return the value of an attribute that nh3 would let through; None takes it out."""
    if _is_scripted(name):
        return None
    try:
        if name == "style":
            return clean_declarations(value, overlay=overlay) or None
    except UnsafeMarkupError:
        return None
    if name == "action" and not _is_relative(value):
        return None
    if name == "srcset":
        parts = value.split(",")
        return value if all(_scheme(part) in {None, "https", "http"} for part in parts) else None
    if _scheme(value) == "data" and name in _ADDRESSES:
        return value if tag == "img" and name == "src" and _IMAGE_DATA.match(value) else None
    if name == "target":
        return value if value in {"_blank", "_self"} else None
    return value
