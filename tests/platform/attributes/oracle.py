"""A second reading of the filter language, in plain Python: no SQL, nothing shared with the compiler.

Values are those a person sees: money in major units, days as dates, text as typed.
"""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cmp_to_key
from typing import Any

Row = dict[str, Any]

EXACT = {"industry"}
"""Text columns that keep no folded form."""
WORDS = [
    "ミカン",
    "みかん",
    "ﾐｶﾝ",
    "蜜柑",
    "Acme",
    "ACME Ltd",
    "acme",
    "ガス",
    "カス",
    "がす",
    "É",
    "e%_x",
    "a'b\"c",
    "100%",
    "😀 club",
    "株式会社 青",
]
LINKS = ["https://example.com", "https://EXAMPLE.com/a?b=1", "http://例え.jp/x"]
BANDS = ["critical", "poor", "fair", "good", "strong"]


@dataclass(frozen=True)
class Field:
    kind: str
    draw: Callable[[random.Random], Any]


def _day(rng: random.Random) -> date:
    return date(2026, 1, 1) + timedelta(days=rng.randrange(60))


FIELDS = {
    "name": Field("text", lambda rng: f"{rng.choice(WORDS)}{rng.choice(['', ' ' + rng.choice(WORDS)])}"),
    "industry": Field("text", lambda rng: rng.choice(WORDS)),
    "nickname": Field("text", lambda rng: rng.choice(WORDS)),
    "homepage": Field("link", lambda rng: rng.choice(LINKS)),
    "size": Field("number", lambda rng: rng.randrange(40)),
    "health": Field("number", lambda rng: rng.choice([0.0, -0.0, 0.1, 33.3, 1e-9, 1e15, rng.uniform(0, 100)])),
    "yearly_value": Field("money", lambda rng: rng.randrange(-5, 30) * 1000),
    "spend": Field("money", lambda rng: rng.randrange(30)),
    "notice_by": Field("date", _day),
    "last_seen": Field("date", _day),
    "band": Field("choice", lambda rng: rng.choice(BANDS)),
    "is_pilot": Field("bool", lambda rng: rng.random() < 0.5),
    "never_written": Field("number", lambda _rng: 1.0),
}
ORDERED = ("number", "money", "date")


def random_row(rng: random.Random) -> Row:
    """An account: about a third of its values are missing."""
    row = {key: field.draw(rng) if rng.random() < 0.65 else None for key, field in FIELDS.items()}
    return row | {"name": FIELDS["name"].draw(rng), "never_written": None}


def random_tree(rng: random.Random, depth: int = 0) -> Any:
    """A filter of one to some twenty conditions, with values that rows have and ones they have not."""
    roll = rng.random()
    if depth >= 4 or roll < 0.45:
        return _leaf(rng)
    if roll < 0.6:
        return {"not": random_tree(rng, depth + 1)}
    kind = "all" if roll < 0.8 else "any"
    return {kind: [random_tree(rng, depth + 1) for _ in range(rng.randrange(1, 4))]}


def random_sort(rng: random.Random) -> list[tuple[str, str]]:
    return [(key, rng.choice(["asc", "desc"])) for key in rng.sample(sorted(FIELDS), rng.randrange(4))]


def _leaf(rng: random.Random) -> Any:
    key = rng.choice(sorted(FIELDS))
    kind, draw = FIELDS[key].kind, lambda: _written(FIELDS[key].draw(rng))
    ops = ["eq", "ne", "missing"]
    if kind != "bool":
        ops.append("in")
    if kind in ORDERED:
        ops += ["lt", "le", "gt", "ge", "between"]
    if kind in ("text", "link"):
        ops += ["contains", "starts"]
    op = rng.choice(ops)
    if op == "missing":
        return {"attribute": key, "op": op}
    if op == "in":
        return {"attribute": key, "op": op, "value": [draw() for _ in range(rng.randrange(1, 4))]}
    if op == "between":
        return {"attribute": key, "op": op, "value": sorted([draw(), draw()])}
    value = draw()
    if op in ("contains", "starts"):
        start = rng.randrange(len(value)) if op == "contains" else 0
        value = value[start : start + rng.randrange(1, 4)].strip() or value
    return {"attribute": key, "op": op, "value": value}


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def matches(tree: Any, row: Row) -> bool:
    """Two-valued: a comparison with what is missing is false, and only "not" and "ne" turn that round."""
    if "all" in tree:
        return all(matches(child, row) for child in tree["all"])
    if "any" in tree:
        return any(matches(child, row) for child in tree["any"])
    return not matches(tree["not"], row) if "not" in tree else _leaf_matches(tree, row)


def _leaf_matches(tree: Any, row: Row) -> bool:
    key, op, given = tree["attribute"], tree["op"], tree.get("value")
    value = row[key]
    if op == "missing":
        return value is None
    if op == "ne":
        return not (value is not None and _plain(key, value) == _plain(key, given))
    if value is None:
        return False
    value = _plain(key, value)
    given = [_plain(key, one) for one in given] if isinstance(given, list) else _plain(key, given)
    return bool(_COMPARE[op](value, given))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: value == given,
    "lt": lambda value, given: value < given,
    "le": lambda value, given: value <= given,
    "gt": lambda value, given: value > given,
    "ge": lambda value, given: value >= given,
    "between": lambda value, given: given[0] <= value <= given[1],
    "in": lambda value, given: value in given,
    "contains": lambda value, given: given in value,
    "starts": lambda value, given: value.startswith(given),
}


def _plain(key: str, value: Any) -> Any:
    kind = FIELDS[key].kind
    if kind == "date":
        return value if isinstance(value, str) else value.isoformat()
    if kind in ("text", "link") and key not in EXACT:
        return folded(value)
    return value


def folded(text: str) -> str:
    """Width, case and katakana do not matter."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in wide)


def ordered(rows: dict[int, Row], sort: list[tuple[str, str]], sort_key: dict[int, str]) -> list[int]:
    """Ids in order: missing last in both directions, ties by id."""

    def compare(one: int, other: int) -> int:
        for key, direction in sort:
            left, right = rows[one][key], rows[other][key]
            if left is None or right is None:
                if (left is None) != (right is None):
                    return 1 if left is None else -1
                continue
            if key == "name":
                left, right = sort_key[one], sort_key[other]
            elif key == "band":
                left, right = BANDS.index(left), BANDS.index(right)
            else:
                left, right = _plain(key, left), _plain(key, right)
            if left != right:
                return (-1 if left < right else 1) * (1 if direction == "asc" else -1)
        return one - other

    return sorted(rows, key=cmp_to_key(compare))
