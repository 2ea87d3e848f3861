"""The choices for a file as a form has them: one field a column, and how the file is to be read.

A column's field is named ``column-PLACE`` and says ``field:KEY``, ``custom:KEY``, ``create:TYPE``, ``ignore``, or
nothing while nobody has decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from banso.connectors.files.api import Column, Options, Report
from banso.platform.kit.errors import BansoError
from banso.platform.tenancy.api import current_workspace


def chosen(column: Column) -> str:
    """What becomes of the column, as the value of its field."""
    match column.use:
        case "field" | "custom":
            return f"{column.use}:{column.target}"
        case "create" | "property":
            return f"create:{column.type}"
        case "ignore":
            return "ignore"
        case _:
            return ""


def differs(post: QueryDict, before: Options, report: Report) -> bool:
    """Whether the form says something else than the dry run was made with."""
    if any(post.get(_name(column), chosen(column)) != chosen(column) for column in report.columns):
        return True
    said = read_options(post, before, report)
    same = {name: getattr(before, name) for name in ("map", "create", "ignore", "create_fields")}
    return replace(said, **same) != before


def read_options(post: QueryDict, before: Options, report: Report) -> Options:
    """The options that a form says; what it does not ask stays as it was. Raises BansoError for what cannot be."""
    options = replace(
        before,
        source=post.get("source", before.source).strip() or before.source,
        history=_flag(post, "history", before=before.history),
        create_accounts=_flag(post, "create_accounts", before=before.create_accounts),
        input_timezone=_zone(post.get("zone", before.input_timezone)),
        decimal=post.get("decimal") or before.decimal,  # type: ignore[arg-type]  # checked by Options
        encoding=post.get("encoding", before.encoding or "") or None,
        delimiter=post.get("delimiter", before.delimiter or "") or None,
        orders={**before.orders, **_orders(post, report)},
    )
    if not any(_name(column) in post for column in report.columns):
        return options
    return replace(options, create_fields=False, **_columns(post, report))


def _zone(name: str) -> str:
    """Nothing for the workspace's own zone, which is what times are read in unless one says otherwise."""
    return "" if name == current_workspace().timezone else name


def _flag(post: QueryDict, name: str, *, before: bool) -> bool:
    """A yes or no that the form asks by radio buttons, or by a box with a hidden "no" before it."""
    return post.get(name) == "yes" if name in post else before


def _orders(post: QueryDict, report: Report) -> dict[str, Any]:
    given = {column.header: post.get(f"order-{column.place}", "") for column in report.columns}
    return {header: order for header, order in given.items() if order}


def _columns(post: QueryDict, report: Report) -> Mapping[str, Any]:
    placed: dict[str, str] = {}
    create: dict[str, str] = {}
    ignore: list[str] = []
    for column in report.columns:
        use, _colon, target = post.get(_name(column), chosen(column)).partition(":")
        if use == "ignore":
            ignore.append(column.header)
        elif use == "create":
            create[column.header] = target
        elif use in ("field", "custom") and target:
            if target in placed:
                raise BansoError(
                    _("“%(first)s” and “%(second)s” are given to the same field.")
                    % {"first": placed[target], "second": column.header},
                    hint=_("Give it to one of them, and leave the other out or make a field of it."),
                    code="column_twice",
                )
            placed[target] = column.header
    return {"map": placed, "create": create, "ignore": tuple(ignore)}


def _name(column: Column) -> str:
    return f"column-{column.place}"
