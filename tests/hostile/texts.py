"""Texts that try to be markup, script, templates, links or other people's text."""

from __future__ import annotations

from typing import Final

_RUN: Final = "(top.hostile=(top.hostile||0)+1)"
#: Each would set `top.hostile` if it ran, or ask for an address elsewhere if it were fetched.
TEXTS: Final = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f'<img src=x onerror="{_RUN}">',
    f"'\"><svg/onload='{_RUN}'>",
    f"</style></title></textarea></template><iframe srcdoc='<script>{_RUN}</script>'>",
    f"{{{{ {_RUN} }}}}{{% raw %}}{{# x #}}${{{_RUN}}}",
    f"`+{_RUN}+`';{_RUN};'\";{_RUN};//",
    f"[click](javascript:{_RUN}) ![x](https://evil.example/a.png) <https://evil.example/b>",
    "https://evil.example/c https://evil.example/d.png www.evil.example",
    ":material/dangerous: :red[red] :smile: $\\frac{1}{2}$ # heading\n- list\n```\ncode\n```",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;&#60;script&#62;{_RUN}",
    "abc\u202egnp.exe\u202c \u2066isolated\u200f\u200b",
    "nul\x00bell\x07esc\x1b[31m\u2028line\u2029paragraph",
    "\\u003cscript\\u003e \\x3cscript\\x3e \\",
    '=HYPERLINK("https://evil.example/e","x")',
    "%3Cscript%3E&type=x&region=UA-63#<b>",
    "constructor", "__proto__", "toString", "null", "undefined", "NaN",
    "x" * 1_000_000,
)  # fmt: skip
#: Addresses; only the last two are links.
URLS: Final = (
    f"javascript:{_RUN}",
    f" javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/f",
    f'https://evil.example/"onmouseover="{_RUN}',
    "https://evil.example/g?<script>",
)  # fmt: skip
