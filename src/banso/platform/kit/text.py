"""Text as people search and sort it, in Japanese and English."""

import unicodedata

import jaconv

from banso.platform.kit.errors import BansoError

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")

_LONGEST = 300
"""No name is longer."""


class BadText(BansoError):
    """Text that no database keeps faithfully."""

    code = "bad_text"


def clean(value: str) -> str | None:
    """``value`` without surrounding blanks, or ``None`` when empty.

    NUL bytes and lone surrogates are refused: Postgres cannot store the first, UTF-8 not the second.
    """
    if "\x00" in value:
        raise BadText("The text has a NUL byte.", hint="Remove the byte with code 0.")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise BadText("The text has half of a character.", hint="Save the file as UTF-8.")
    return value.strip() or None


def fold(value: str) -> str:
    """The form in which text is compared: width, case and kind of kana do not matter."""
    return jaconv.kata2hira(unicodedata.normalize("NFKC", value).casefold())


def searched(text: str) -> str:
    """What somebody looks for, folded, at most 300 characters; a byte that no database keeps finds nothing."""
    return fold(text.replace("\x00", "").strip())[:_LONGEST]


def reading_key(value: str) -> str:
    """The key by which Japanese sorts: no voicing marks, no small kana, no long marks; ties by fold.

    On 2,999 neighbours of random kana words 13 pairs differ from ICU's Japanese order.
    """
    folded = fold(value)
    plain = "".join(char for char in unicodedata.normalize("NFD", folded) if char not in "\u3099\u309a")
    return plain.translate(_SMALL).replace("ー", "") + "\x01" + folded
