"""Texts that try to be more than text in a terminal, a log, a spreadsheet, a web page or a CI system."""

from hypothesis import strategies as st

# ruff: noqa: RUF001
NASTY = (
    "::error::x", "\n::set-output name=a::b", "\r\n::stop-commands::x", "##[add-mask]a", "##vso[task.setvariable]",
    "%0A", "%25", "`", "``", "|", "\\|", "\\", "<script>alert(1)</script>", "<!-- -->", "-->", "</details>",
    "<img src=x>",
    "@everyone", "#1", "[a](http://x.test)", "![a](b)", "https://x.test", "www.x.test", "a@b.test", "**", "__", "~~",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '"', "'", ",", ";", "\u202e", "\u2066", "\u200b",
    "\ufeff", "\x00", "\x1b]0;t\x07", "\x9b31m", "\x7f", "\ud800", "\ufffe", "\U000e0001", "z" + "\u0301" * 40, "]]>",
    "&lt;", "&#64;", ":smile:", "$(id)", "{{x}}", " ", "...", "../..", "//", "é", "漢", "🔥", "\u2028",
)  # fmt: skip

hostile_texts = (
    st.lists(
        st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.text(alphabet="`|\\@#:%<>[]()\n", max_size=12)),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .filter(bool)
)

# What may stand nowhere: controls but line ends, formatting signs, surrogates, noncharacters.
FORBIDDEN = (
    set(range(0x20)) - {0x0A} | {0x7F} | set(range(0x80, 0xA0)) | set(range(0xD800, 0xE000))
    | {0x200B, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xFFFE, 0xE0001}
)  # fmt: skip
