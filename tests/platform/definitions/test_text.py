"""YAML as plain data: what is read, what is refused, and that writing and reading agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.platform.definitions.text import MAX_BYTES, Unreadable, read, with_version, write

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(PLAIN, VALUES, max_size=6))
def test_what_is_written_reads_back_equal(body):
    assert read(write(body).encode()) == body


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "2026-03-31", "12:30", "010", "1_000", "0x1f", "1.", ".5", ".inf", "Null", "True", "<<", "="],
)
def test_what_other_yaml_would_turn_into_something_else_stays_text(text):
    assert read(f"key: {text}".encode()) == {"key": text}
    assert read(write({"key": text}).encode()) == {"key": text}


def test_numbers_are_those_of_json():
    text = b"a: 1\nb: -0.5\nc: 1e-3\nd: true\ne: null\nf: ~\ng:\n"
    assert read(text) == {"a": 1, "b": -0.5, "c": 0.001, "d": True, "e": None, "f": None, "g": None}


def test_markup_and_formulas_are_plain_text():
    for text in ("<script>alert(1)</script>", "=HYPERLINK(1)", "{{ settings.SECRET_KEY }}", "%(name)s"):
        assert read(write({"name": text}).encode()) == {"name": text}


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("raw", "path", "words"),
    [
        (b"", "", "mapping"),
        (b"- a", "", "mapping"),
        (b"a: 1\na: 2", "line 2, column 1", "stands twice"),
        (b"a: {b: 1, b: 2}", "line 1, column 11", "stands twice"),
        (b"a: [1", "line", "not YAML"),
        (b"a: b: c", "line 1", "not YAML"),
        (b"a: 1\n---\nb: 2", "", "not YAML"),
        (b"a: \xff", "", "UTF-8"),
        (b"a: !!python/object/apply:os.system [id]", "line 1, column 4", "not YAML"),
        (b"a: !!timestamp 2026-03-31", "a", "Only texts"),
        (b"a: !!binary aGVsbG8=", "a", "Only texts"),
        (b"a: !!int x", "", "not YAML"),
        (b"1: x", "", "must be a text"),
        (b"a: 1e999", "a", "too large"),
        (b"a: " + b"9" * 5_000, "", "not YAML"),
        (b'a: "\\u0000"', "a", "NUL"),
        (b'a: "\\x1b[31m"', "a", "control character"),
        (LAUGHS.encode(), "b[0]", "Aliases"),
        (b"a: &a [*a]", "a[0]", "Aliases"),
        (b"a: " + b"[" * 30 + b"]" * 30, "a[0]", "too deep"),
        (b"a: " + b"[" * 100_000, "", ""),
        (b"a: [" + b"1," * 30_000 + b"]", "a[", "too large"),
        (b"#" * (MAX_BYTES + 1), "", "256 KB"),
    ],
)
def test_what_is_no_definition_is_refused_with_its_place(raw, path, words):
    with pytest.raises(Unreadable) as caught:
        read(raw)
    assert path in caught.value.fault.path
    assert words in str(caught.value.fault)


def test_a_byte_order_mark_is_no_fault():
    assert read(b"\xef\xbb\xbfa: 1") == {"a": 1}


def test_a_new_version_number_keeps_the_comments():
    text = "# why\nslug: red  # short\nversion: 3\nhue: 1\n"
    assert with_version(text, {"slug": "red", "version": 4, "hue": 1}) == text.replace("3", "4")
    text = "# why\nslug: red\nhue: 1\n"
    assert with_version(text, {"slug": "red", "version": 4, "hue": 1}) == "# why\nslug: red\nversion: 4\nhue: 1\n"
    flow = "{slug: red, hue: 1}"
    assert read(with_version(flow, {"slug": "red", "version": 4, "hue": 1}).encode()) == {
        "slug": "red",
        "version": 4,
        "hue": 1,
    }
