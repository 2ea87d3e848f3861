"""Which rows of a frame belong to a segment, by the account's attributes as of each row's day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from banso.judgement.forecasts.api import row_days
from banso.judgement.metrics.api import Frame
from banso.platform.attributes.api import attributes_of, select_columns
from banso.platform.journal.api import decode, values_as_of
from banso.platform.kit.columns import Array, Columns
from banso.platform.kit.days import EPOCH_DAY, day_end
from banso.platform.lake.api import LakeSession, session
from banso.platform.tenancy.api import current_workspace

SUBJECT = "account"


def in_segment(given: Frame, tree: Any) -> NDArray[np.bool_]:
    """Which rows match a filter tree; raises FilterError where it cannot be understood.

    Fields count as they were known at the end of each row's day, metrics as in the frame.
    """
    keys = set(keys_in(tree))
    declared = attributes_of(SUBJECT)
    fields = sorted(key for key in keys if key in declared and key not in given.values)
    matches = np.zeros(len(given.accounts), dtype=np.bool_)
    days = row_days(given)
    with session() as engine:
        for number in np.unique(days):
            here = np.flatnonzero(days == number)
            columns: Columns = {key: given.values[key][here] for key in keys if key in given.values}
            day = EPOCH_DAY + timedelta(days=int(number))
            columns |= _fields_as_of(engine, fields, day, given.accounts[here])
            found = select_columns(tree, [], columns, ids=given.accounts[here], today=day, engine=engine)
            matches[here[found]] = True
    return matches


def keys_in(tree: Any) -> Iterator[str]:
    """Every attribute a tree names."""
    if isinstance(tree, Mapping):
        if isinstance(tree.get("attribute"), str):
            yield tree["attribute"]
        for part in tree.values():
            yield from keys_in(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from keys_in(part)


def _fields_as_of(engine: LakeSession, fields: list[str], day: date, accounts: Array) -> Columns:
    if not fields:
        return {}
    instant = day_end(day, current_workspace().timezone)
    found = engine.fetch(values_as_of(engine, SUBJECT, fields, instant))
    place = {int(account): at for at, account in enumerate(found["subject_id"])}
    columns: Columns = {}
    for field in fields:
        values = decode(found[field].tolist())
        column = [values[place[int(a)]] if int(a) in place else None for a in accounts]
        columns[field] = np.array(column, dtype=object)
    return columns
