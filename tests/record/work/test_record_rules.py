"""Rich text, kinds of files, late promises, and how far a view is from the score."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.record.work.rules.promises import is_late
from banso.record.work.rules.rich_text import TAGS, clean_html, first_line, from_text, mentions, plain_text
from banso.record.work.rules.uploads import file_name, kind_of, served_as
from banso.record.work.rules.views import apart
from tests.record.work.hostile import HOSTILE, is_executable

UID = "01890000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>"),
        ("<script>alert(1)</script>x", "x"),
        ("<p onclick='x()' style='color:red' class='y'>a</p>", "<p>a</p>"),
        (f"<span data-mention='{UID}' onclick='x()'>@a</span>", f'<span data-mention="{UID}">@a</span>'),
        ("<span data-mention='x'>@a</span>", "<span>@a</span>"),
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<a href='/logout'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<h1>a</h1><table><td>b</td></table>", "ab"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_a_short_list_of_elements_is_kept(html, kept):
    assert clean_html(html) == kept


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_runs_is_kept(html):
    assert not is_executable(clean_html(html))


@given(
    st.lists(st.sampled_from([*HOSTILE, "<p>", "</p>", '<a href="', "'", '"', "<", ">", "&#x3c;", "x"])).map("".join)
)
def test_cleaning_again_changes_nothing(html):
    once = clean_html(html)
    assert clean_html(once) == once
    assert not is_executable(once)


def test_plain_text_has_a_line_for_each_block():
    assert plain_text("<p>a&amp;b</p><ul><li>c</li><li> d  e</li></ul>f<br>g") == "a&b\nc\nd e\nf\ng"
    assert first_line("<p>" + "あ" * 200 + "</p>", 10) == "あ" * 9 + "…"


@given(st.text(alphabet="ab<>&\"' \n"))
def test_text_comes_back_as_it_was_typed(text):
    html = from_text(text)
    assert clean_html(html) == html.replace("&quot;", '"').replace("&#x27;", "'") or not is_executable(html)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert plain_text(html) == "\n".join(line for line in lines if line)


def test_mentions_are_named_once_in_order():
    other = UID.replace("1890", "1891")
    text = (
        f'<span data-mention="{other}">x</span><span data-mention="{UID}">y</span><span data-mention="{other}">z</span>'
    )
    assert mentions(text) == [other, UID]
    assert mentions('<span data-mention="nobody">x</span>') == []


def test_the_list_of_elements_runs_nothing():
    assert not TAGS & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "form",
        "input",
        "img",
        "base",
        "meta",
    }


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (PNG, "a.png", "image/png"),
        (PNG, "a.pdf", "image/png"),
        (b"%PDF-1.7\n%", "a.txt", "application/pdf"),
        (b"PK\x03\x04" + b"\0" * 30, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04" + b"\0" * 30, "a.zip", "application/zip"),
        ("議事録".encode(), "a.txt", "text/plain"),
        ("議事録".encode("cp932"), "a.csv", "text/csv"),
        (b"<svg onload=alert(1)>", "a.png", "image/svg+xml"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "a.svg", "image/svg+xml"),
        (b"\n\n<!DOCTYPE html><script>", "a.txt", "text/html"),
        (b"<!-- x --><html>", "a.jpg", "text/html"),
        (b"MZ\x90\x00", "a.png", None),
        (b"\x7fELF\x02", "a", None),
        (b"#!/bin/sh\n", "a.txt", None),
        (b"\x00\x01\x02\x03", "a.doc", None),
        (b"", "a.txt", None),
    ],
)
def test_content_decides_the_kind(head, name, kind):
    assert kind_of(head, name) == kind


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "text/plain", "application/zip", "text/csv"])
def test_a_browser_is_never_told_to_run_it(kind):
    assert served_as(kind) == "application/octet-stream"


@given(st.text(max_size=300))
def test_a_name_is_one_name(name):
    kept = file_name(name)
    assert kept
    assert len(kept) <= 200
    assert Path(kept).name == kept
    assert not set(kept) & set('/\\<>:"|?*\r\n\0')


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("open", date(2026, 3, 31), True),
        ("open", date(2026, 4, 1), False),
        ("open", None, False),
        ("kept", date(2026, 3, 1), False),
        ("missed", date(2026, 3, 1), False),
    ],
)
def test_a_promise_is_late_from_the_day_after(state, due, late):
    assert is_late(state, due, date(2026, 4, 1)) is late


@pytest.mark.parametrize(
    ("view", "score", "bands"), [(4, 2, 2), (4, 3, 0), (0, 4, -4), (1, 1, 0), (0, 1, 0), (3, None, 0)]
)
def test_a_view_disagrees_from_two_bands_on(view, score, bands):
    assert apart(view, score) == bands
