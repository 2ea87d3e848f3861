"""The filter language: from a JSON tree to checked conditions.

The language is described in docs/filters.md. Nothing here touches a database: :func:`parse` answers a
tree whose attributes, comparisons and values are known to be right, in the form in which the values
are stored (see :mod:`banso.platform.attributes.compiler` for the SQL).
"""

import difflib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NoReturn

from django.utils.translation import gettext as _

from banso.platform.attributes.attribute import KIND_NAMES, OPS, Attribute, Kind
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit
from banso.platform.kit.money import to_minor
from banso.platform.kit.text import clean, fold

MAX_DEPTH = limit("filters.depth", 20, "levels")
MAX_NESTING = 2 * MAX_DEPTH + 4
"""Of the JSON: a level of the filter is an object and perhaps a list; a value may be both once more."""
MAX_CONDITIONS = limit("filters.conditions", 200)
MAX_CHOICES = limit("filters.choices", 1_000)
"""How many values an ``in`` may list."""
MAX_JSON = limit("filters.bytes", 256 * 1024, "bytes")
MAX_TEXT = limit("filters.text", 1_000, "characters")
MAX_SORT = limit("filters.sort", 5)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Value = float | int | str | bool | date


class FilterError(BansoError):
    """A filter or sort that cannot be understood; ``path`` is the place in the tree."""

    code = "bad_filter"

    def __init__(self, path: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{path or 'filter'}: {message}", hint=hint)
        self.path = path


@dataclass(frozen=True)
class Leaf:
    """One condition; ``values`` are in stored form (money in minor units, text folded)."""

    attribute: Attribute
    op: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Not:
    """What does not match ``child``, rows without a value included."""

    child: "Node"


@dataclass(frozen=True)
class Group:
    """All or any of ``children``; never empty."""

    kind: Literal["all", "any"]
    children: tuple["Node", ...]


Node = Leaf | Not | Group


@dataclass(frozen=True)
class Context:
    """What a filter's values are read in: money in ``currency``, days from ``today``."""

    currency: str
    today: date | None = None


def tree_from_json(text: str) -> Any:
    """The tree written in ``text``; refuses broken JSON, doubled names and what is far too long or deep."""
    if len(text) > MAX_JSON:
        raise FilterError("", _("The filter is too long."), hint=_("Give at most 256 KB."))
    try:
        tree = json.loads(text, object_pairs_hook=_no_doubles, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise FilterError(
            "",
            _("This is not JSON: line %(line)s, column %(column)s.") % {"line": error.lineno, "column": error.colno},
            hint=_('Write for example {"attribute": "health", "op": "lt", "value": 40}.'),
        ) from error
    except RecursionError as error:
        raise _too_deep("") from error
    except ValueError as error:  # an integer of thousands of digits
        raise FilterError("", _("A number in the filter is too long.")) from error
    _refuse_deep(tree)
    return tree


def parse(tree: Any, attributes: Mapping[str, Attribute], context: Context) -> Node | None:
    """Check ``tree`` against the declared ``attributes``; ``None`` stands for "every row".

    Raises :class:`FilterError`, which names the place, what is wrong, and what would be right.
    """
    if tree is None:
        return None
    return _Parser(attributes, context).node(tree, "", 1)


def parse_sort(
    sort: Sequence[Sequence[str]], attributes: Mapping[str, Attribute]
) -> tuple[tuple[Attribute, bool], ...]:
    """Check a sort of ``(key, "asc" | "desc")``; answers ``(attribute, descending)`` in order."""
    if len(sort) > MAX_SORT:
        raise FilterError("sort", _("Sort by at most %(count)s attributes.") % {"count": MAX_SORT})
    result = []
    for place, pair in enumerate(sort):
        path = f"sort[{place}]"
        if isinstance(pair, str) or len(pair) != 2 or pair[1] not in ("asc", "desc"):
            raise FilterError(path, _("Give an attribute and “asc” or “desc”."))
        result.append((_known(pair[0], attributes, path), pair[1] == "desc"))
    return tuple(result)


def attributes_in(node: Node | None) -> list[Attribute]:
    """The attributes that ``node`` asks about, in order, possibly more than once."""
    match node:
        case Leaf():
            return [node.attribute]
        case Not():
            return attributes_in(node.child)
        case Group():
            return [one for child in node.children for one in attributes_in(child)]
    return []


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise FilterError("", _("The name “%(name)s” stands twice in one object.") % {"name": doubled})
    return found


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_constant(text)


def _no_constant(name: str) -> NoReturn:
    raise FilterError("", _("“%(name)s” is not a number that can be compared.") % {"name": name})


def _refuse_deep(tree: Any) -> None:
    """Whoever tells a filter in words or writes it out follows it down, also one that is wrong elsewhere."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_NESTING:
            raise _too_deep("")
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting.extend((child, depth + 1) for child in children)


def _too_deep(path: str) -> FilterError:
    return FilterError(path, _("The filter is nested deeper than %(count)s levels.") % {"count": MAX_DEPTH})


def _at(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _known(key: Any, attributes: Mapping[str, Attribute], path: str) -> Attribute:
    if isinstance(key, str) and key in attributes:
        return attributes[key]
    if not isinstance(key, str):
        raise FilterError(path, _("The attribute must be given by its key, a text."))
    close = difflib.get_close_matches(key, attributes, n=1)
    hint = _("Did you mean “%(key)s”?") % {"key": close[0]} + " " if close else ""
    raise FilterError(
        path,
        _("There is no attribute “%(key)s”.") % {"key": key[:100]},
        hint=hint + _("Choose one of: %(choices)s.") % {"choices": _listed(sorted(attributes))},
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:30])
    return shown + (", …" if len(names) > 30 else "")


class _Parser:
    def __init__(self, attributes: Mapping[str, Attribute], context: Context) -> None:
        self.attributes = attributes
        self.context = context
        self.conditions = 0

    def node(self, tree: Any, path: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        shapes = _('Give {"all": […]}, {"any": […]}, {"not": …} or {"attribute": …, "op": …, "value": …}.')
        if not isinstance(tree, dict):
            raise FilterError(path, _("A condition must be an object."), hint=shapes)
        if "attribute" in tree or "op" in tree:
            return self.leaf(tree, path)
        if len(tree) != 1 or next(iter(tree)) not in ("all", "any", "not"):
            names = ", ".join(map(str, tree)) or "{}"
            raise FilterError(path, _("This is not a condition: %(names)s.") % {"names": names[:100]}, hint=shapes)
        kind, inner = next(iter(tree.items()))
        here = _at(path, kind)
        if kind == "not":
            return Not(self.node(inner, here, depth + 1))
        if not isinstance(inner, list) or not inner:
            raise FilterError(
                here,
                _("The group is empty."),
                hint=_("List at least one condition, or leave the group out."),
            )
        children = [self.node(child, f"{here}[{n}]", depth + 1) for n, child in enumerate(inner)]
        return Group(kind, tuple(children))

    def leaf(self, tree: dict[str, Any], path: str) -> Leaf:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            raise FilterError(path, _("The filter has more than %(count)s conditions.") % {"count": MAX_CONDITIONS})
        unknown = sorted(map(str, set(tree) - {"attribute", "op", "value"}))
        if unknown:
            raise FilterError(
                path,
                _("Unknown name in a condition: %(names)s.") % {"names": ", ".join(unknown)[:100]},
                hint=_("A condition has “attribute”, “op” and “value”."),
            )
        attribute = _known(tree.get("attribute"), self.attributes, path)
        op = tree.get("op")
        allowed = OPS[attribute.type]
        if op not in allowed:
            raise FilterError(
                path,
                _("“%(op)s” cannot be asked of “%(key)s” (%(type)s).")
                % {"op": str(op)[:40], "key": attribute.key, "type": KIND_NAMES[attribute.type]},
                hint=_("Choose one of: %(choices)s.") % {"choices": ", ".join(allowed)},
            )
        return Leaf(attribute, str(op), self.values(attribute, str(op), tree, path))

    def values(self, attribute: Attribute, op: str, tree: dict[str, Any], path: str) -> tuple[Value, ...]:
        if op == "missing":
            if tree.get("value", True) is not True:
                raise FilterError(path, _("“missing” takes no value."), hint=_('Use {"not": …} for the opposite.'))
            return ()
        if "value" not in tree:
            raise FilterError(path, _("The condition has no value."))
        given = tree["value"]
        if op not in ("in", "between"):
            return (self.value(attribute, given, path),)
        if not isinstance(given, list) or not given or (op == "between" and len(given) != 2):
            hint = _("Give [lowest, highest].") if op == "between" else _("Give a list of values.")
            raise FilterError(path, _("“%(op)s” needs a list.") % {"op": op}, hint=hint)
        if len(given) > MAX_CHOICES:
            raise FilterError(path, _("“in” lists more than %(count)s values.") % {"count": MAX_CHOICES})
        read = [self.value(attribute, one, _at(path, f"value[{n}]")) for n, one in enumerate(given)]
        if op == "between" and read[0] > read[1]:  # type: ignore[operator]  # both are of one type
            raise FilterError(path, _("The lowest value stands after the highest."))
        return tuple(dict.fromkeys(read)) if op == "in" else tuple(read)

    def value(self, attribute: Attribute, given: Any, path: str) -> Value:
        readers: dict[Kind, Callable[[Attribute, Any, str], Value]] = {
            "number": _number,
            "money": self.money,
            "date": self.day,
            "bool": _yes_no,
            "choice": _choice,
            "text": _text,
            "link": _text,
        }
        return readers[attribute.type](attribute, given, path)

    def money(self, attribute: Attribute, given: Any, path: str) -> int:
        """An amount in major units of the workspace's currency, as minor units."""
        hint = _("Give an amount such as 1200000, less than 10 to the 15th.")
        if isinstance(given, bool) or not isinstance(given, int | float | str):
            raise _wrong(path, attribute, hint)
        try:
            amount = Decimal(repr(given) if isinstance(given, float) else given)
        except InvalidOperation as error:
            raise _wrong(path, attribute, hint) from error
        # Looked at before any arithmetic: 1e99999999 as an integer would fill the memory.
        if not amount.is_finite() or amount.adjusted() >= 15:
            raise _wrong(path, attribute, hint)
        try:
            return to_minor(amount, self.context.currency)
        except BansoError as error:
            raise FilterError(path, error.message, hint=error.hint) from error

    def day(self, attribute: Attribute, given: Any, path: str) -> date:
        """A day, or one counted from the day the list is as of."""
        hint = _('Give a day such as "2026-03-31", or {"days_from_now": 90}.')
        if isinstance(given, dict) and list(given) == ["days_from_now"]:
            days = given["days_from_now"]
            if self.context.today is None:
                raise FilterError(path, _("Days from now are not known here."), hint=_("Give the day."))
            if isinstance(days, int) and not isinstance(days, bool) and abs(days) <= 36_600:
                return self.context.today + timedelta(days=days)
            raise _wrong(path, attribute, hint)
        if not isinstance(given, str) or not _DAY.fullmatch(given):
            raise _wrong(path, attribute, hint)
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise _wrong(path, attribute, hint) from error


def _wrong(path: str, attribute: Attribute, hint: str) -> FilterError:
    return FilterError(
        path,
        _("This value does not fit “%(key)s” (%(type)s).") % {"key": attribute.key, "type": KIND_NAMES[attribute.type]},
        hint=hint,
    )


def _number(attribute: Attribute, given: Any, path: str) -> float:
    hint = _("Give a number such as 12.5.")
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _wrong(path, attribute, hint)
    try:
        number = float(given)
    except OverflowError as error:
        raise _wrong(path, attribute, hint) from error
    if not math.isfinite(number):
        raise _wrong(path, attribute, hint)
    return number


def _yes_no(attribute: Attribute, given: Any, path: str) -> bool:
    if not isinstance(given, bool):
        raise _wrong(path, attribute, _("Give true or false."))
    return given


def _choice(attribute: Attribute, given: Any, path: str) -> str:
    allowed = [choice.value for choice in attribute.choices]
    if not isinstance(given, str) or (allowed and given not in allowed):
        raise _wrong(path, attribute, _("Choose one of: %(choices)s.") % {"choices": _listed(allowed) or "…"})
    return _plain(attribute, given, path)


def _text(attribute: Attribute, given: Any, path: str) -> str:
    plain = _plain(attribute, given, path)
    return fold(plain) if attribute.folds else plain


def _plain(attribute: Attribute, given: Any, path: str) -> str:
    if not isinstance(given, str) or len(given) > MAX_TEXT:
        raise _wrong(path, attribute, _("Give a text of at most %(count)s characters.") % {"count": MAX_TEXT})
    try:
        cleaned = clean(given)
    except BansoError as error:
        raise FilterError(path, error.message, hint=error.hint) from error
    if cleaned is None:
        raise _wrong(path, attribute, _("An empty text is no value: use “missing”."))
    return cleaned
