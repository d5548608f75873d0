"""HTML to text that reads well, and never slowly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import markup
from briefing.markup import html_to_text, plain
from briefing.text import clean, clean_block


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\n\nThree."),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("Listed:<ul><li>One</li><li>Two</ul>After", "Listed:\n\n• One\n• Two\n\nAfter"),
        ("<blockquote><p>Said.</p><p>Again.</p></blockquote>He left.", "> Said.\n>\n> Again.\n\nHe left."),
        (
            'See <a href="https://o.example/a?b=1&amp;c=2">the report</a>.',
            "See the report (https://o.example/a?b=1&c=2).",
        ),
        ('See <a href="javascript:alert(1)">the report</a>.', "See the report."),
        ("&lt;p&gt;AT&amp;amp;T &amp;quot;says&amp;quot;&lt;/p&gt;", 'AT&T "says"'),
        ("a < b and c > d", "a < b and c > d"),
        ('<p title="a > b">Text</p>', "Text"),
        ("<script>x('<p>')</script><style>p{}</style>Text<!-- <p>no</p> -->", "Text"),
        ("Text [[ge:rep-locali:1]] goes on", "Text goes on"),
        ("First line\nsame line\n\nnext paragraph", "First line same line\n\nnext paragraph"),
        ("Cut off <a href='https://o", "Cut off"),
        ("1&nbsp;000&#8239;km", "1 000\u202fkm"),
        ("&#27;[2J\x9bred\u202e", "[2Jred"),
        ("<td>One</td><td>Two</td>", "One Two"),
        ("", ""),
    ],
)
def test_paragraphs_lists_quotes_links(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_links_within_the_site_keep_their_words_only() -> None:
    html = '<p><a href="https://n.example/topic">Kerch</a> and <a href="https://n.example/x">here</a></p>'
    assert html_to_text(html, "https://www.n.example/a") == "Kerch and here (https://n.example/x)"


def test_a_link_to_the_item_itself_is_not_repeated() -> None:
    assert html_to_text('<a href="https://n.example/a">Read more</a>', "https://n.example/a") == "Read more"


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("NYT &gt; World", "NYT > World"),
        ("<b>Bold</b>\n claim", "Bold claim"),
        ("<blockquote>Q</blockquote>", "Q"),
        ('<a href="https://o.example/">Name</a>', "Name"),
    ],
)
def test_plain_is_one_line(html: str, line: str) -> None:
    assert plain(html) == line


BOMBS = [
    "<" * 400_000, "<!--" * 100_000, '<a "' * 100_000, "<script>" * 50_000, "&amp;" * 80_000, "<p>" * 130_000,
    '<a href="https://x.example/">x' * 13_000 + "</a>" * 13_000, "<blockquote>" * 30_000 + "x", "[[" * 200_000,
    "<![CDATA[" * 40_000, "<a '" + "'" * 400_000,
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb[:12])
def test_no_markup_is_slow(bomb: str) -> None:
    start = time.process_time()
    html_to_text(bomb)
    plain(bomb)
    assert time.process_time() - start < 3


PIECES = st.sampled_from(
    ["<p>", "</p>", "<br>", "<br/>", "<li>", "</li>", "<li class=x>", "<b>", "</b>", '<a href="https://o.example/x">',
     '<a href="/y">', "<a href='https://n.example/z?a=1&amp;copy=2'>", "</a>", "<div class='x'>", "</div>", "<td>",
     "<p ", "<a ", "<hr>", '<img src="https://o.example/i.jpg" alt="x > y">', "<b <p>>", "<<b>p>", "<h2 id=a>",
     "</h2>", "<P>",
     "<blockquote>", "</blockquote>", "<script>", "</script>", "<!-- x -->", "word", "here", " ", "\n", "  ", "\n\n",
     "&amp;", "&lt;b&gt;", "&amp;lt;", "&#39;", "é", "<", ">", '"', "'", "<i", "[[x]]", "\xa0", "\x03", "\u200b", "• "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_the_quick_way_and_the_careful_way_agree(pieces: list[str]) -> None:
    html = "".join(pieces)
    quick = markup._usual(html, "https://n.example/")
    if quick is not None:
        assert clean_block(quick) == clean_block(markup._scan(html, "n.example", "https://n.example/"))


@given(st.text(alphabet="ab .\n\t\xa0é\u200b\u0301", max_size=60))
def test_a_block_is_its_cleaned_lines_parted_by_single_empty_lines(text: str) -> None:
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if cleaned := clean(line):
            groups[-1].append(cleaned)
        elif groups[-1]:
            groups.append([])
    assert clean_block(text) == "\n\n".join("\n".join(lines) for lines in groups if lines)


@given(st.text(alphabet="<>/ap!-[]CDATA&;#x3 \n\"'=b", max_size=200))
def test_the_text_is_clean_whatever_the_html(html: str) -> None:
    text = html_to_text(html)
    assert text == clean_block(text)
    assert "\n" not in plain(html)
