"""Which column fills which field, guessed by the column's name and by what it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from banso.connectors.files import values
from banso.connectors.files.fields import KINDS, NUMBER_TYPES, ORDERED_TYPES, READERS, Field, Reading
from banso.connectors.files.problems import BadValue
from banso.connectors.files.synonyms import header_key, names
from banso.platform.tenancy.api import standard

ENOUGH = 0.5
"""A guess below it is not made."""
_SAMPLE = 200
_TELLING = frozenset(
    {"domains", "timezone", "currency", "reading", "owner", "at", "tier", "country", "language", "size",
     "yearly_value", "notice_by", "valid_from", "properties", "message_id", "mails", "email", "phones", "role",
     "influence", "relation", "kind", "day", "starts", "ends", "url"}
)  # fmt: skip
"""Fields whose cells show whether a name was understood rightly."""
_BY_CONTENT = {
    "domains": 0.65,
    "timezone": 0.7,
    "currency": 0.6,
    "reading": 0.6,
    "owner": 0.6,
    "at": 0.7,
    "mails": 0.7,
    "email": 0.7,
}
"""Fields that content alone can name, and how sure that is."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A column's likely field. ``basis``: ``name``, ``content`` or ``name_and_content``."""

    field: str
    confidence: float
    basis: str


def guess(
    kind: str,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    *,
    taken: frozenset[str] = frozenset(),
    knows_owner: Callable[[str], bool] = lambda cell: "@" in cell,
) -> dict[int, Guess]:
    """``{column: guess}``. Each field and each column at most once, the surest first.

    ``sample`` are rows of cells; ``taken`` are fields a person has placed already.
    """
    fields = {key: field for key, field in KINDS[kind].items() if key not in taken}
    known = names(kind)
    scored: list[tuple[float, int, int, Guess]] = []
    for column, title in enumerate(header):
        cells = [row[column] for row in sample[:_SAMPLE] if row[column].strip()]
        # A file may speak as the workspace does: “client id”, where accounts are called clients.
        by_name = known.get(header_key(title)) or known.get(header_key(standard(title)), {})
        for place, (key, field) in enumerate(fields.items()):
            found = _score(field, by_name.get(key, 0.0), cells, knows_owner)
            if found is not None and found.confidence >= ENOUGH:
                scored.append((-found.confidence, place, column, found))
    chosen: dict[int, Guess] = {}
    used: set[str] = set()
    for _confidence, _place, column, found in sorted(scored, key=lambda item: item[:3]):
        if column not in chosen and found.field not in used:
            chosen[column] = found
            used.add(found.field)
    return chosen


def _score(field: Field, by_name: float, cells: Sequence[str], knows_owner: Callable[[str], bool]) -> Guess | None:
    asked = field.key in _BY_CONTENT or (by_name and field.key in _TELLING)
    share = _share(field, cells, knows_owner) if asked and cells else None
    if by_name:
        if share is None:
            return Guess(field.key, by_name, "name")
        if share < 0.5:
            # A name that says it outright stands: each cell that does not fit is then shown as a fault. But numbers
            # that repeat are no message ids, whatever they are called: they would make different events one.
            stands = by_name == 1.0 and field.key != "message_id"
            return Guess(field.key, ENOUGH if stands else by_name * 0.4, "name")
        return Guess(field.key, min(1.0, by_name * (0.7 + 0.3 * share)), "name_and_content")
    if share is not None and share >= 0.9 and field.key in _BY_CONTENT:
        return Guess(field.key, _BY_CONTENT[field.key], "content")
    return None


def _share(field: Field, cells: Sequence[str], knows_owner: Callable[[str], bool]) -> float:
    """How many of the cells look like the field."""
    if field.key == "message_id":
        return 1.0 if len(set(cells)) == len(cells) else 0.0
    if field.key == "reading":
        fits = [values.is_kana(cell) for cell in cells]
    elif field.key == "owner":
        fits = [knows_owner(cell) for cell in cells]
    else:
        fits = [_readable(field.type, cell) for cell in cells]
    return sum(fits) / len(cells)


_ANY = [
    Reading("JPY", ZoneInfo("UTC"), order, separator)
    for order in ("dmy", "mdy", "ymd")
    for separator in ("point", "comma")
]


def _readable(type_: str, cell: str) -> bool:
    """Whether some reading of the cell fits."""
    for reading in _ANY if type_ in ORDERED_TYPES | NUMBER_TYPES else _ANY[:1]:
        try:
            READERS[type_](cell, reading)
        except BadValue as problem:
            # A foreign sign or too many decimals still show an amount, a wrong year a date.
            if problem.code in ("currency_differs", "too_fine", "early", "late", "negative"):
                return True
        else:
            return True
    return False
