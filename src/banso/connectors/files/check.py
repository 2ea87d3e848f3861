"""The dry run: everything an import would do, said before it does anything."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from banso.connectors.files.account_rows import AccountRows, survey
from banso.connectors.files.event_rows import check_events
from banso.connectors.files.kinds import RECORDS
from banso.connectors.files.mapping import Column
from banso.connectors.files.opening import Beat, Source, open_source
from banso.connectors.files.options import Options
from banso.connectors.files.report import Report
from banso.record.customers.api import (
    AccountRow,
    Draft,
    Knowing,
    Planner,
)

CHUNK = 500


def check(
    path: Path,
    kind: str,
    options: Options,
    *,
    now: datetime,
    file_name: str | None = None,
    beat: Beat | None = None,
    importer: int | None = None,
) -> Report:
    """Dry-run a file. Writes nothing. ``kind`` is one of ``KINDS``; ``importer`` the id of the member who imports.

    Raises :class:`~banso.connectors.files.problems.FileRefused` for a file that cannot be read at all, or choices that
    do not fit it; everything else is in the report. While questions are open, rows are read but not compared.
    """
    began = time.monotonic()
    name = file_name or path.name
    source, questions = open_source(path, name, kind, options, now=now, beat=beat, importer=importer)
    report = Report(kind, name, path.stat().st_size, source.layout, source.columns, questions)
    if kind == "accounts":
        _accounts(source, report, beat)
    elif kind in RECORDS:
        _records(source, report, beat)
    else:
        check_events(source, report, beat)
    report.seconds = time.monotonic() - began
    return report


def knowing(source: Source) -> Knowing:
    """Under which clock the file's rows are written."""
    return Knowing(source.now, history=source.options.history, dated=source.has("valid_from"))


def custom_keys_of(columns: list[Column]) -> list[str]:
    """Custom fields that are there and that the file fills."""
    return [column.target for column in columns if column.use == "custom"]


def _accounts(source: Source, report: Report, beat: Beat | None) -> None:
    found = survey(source)
    if not source.has("external_id"):
        report.rows = found.rows
        return
    planner = Planner(
        source=source.options.source,
        knowing=knowing(source),
        custom=custom_keys_of(source.columns),
        repeated=found.repeated,
    )
    part: list[AccountRow] = []
    for values, row in AccountRows(source, found).read():
        report.rows += 1
        if row is None:
            report.outcomes["refused"] += 1
            for problem in values.problems:
                report.refuse(problem)
            continue
        part.append(row)
        if len(part) == CHUNK:
            _compare(planner.plan(part), report)
            part = []
            if beat is not None:
                beat("rows", report.rows)
    _compare(planner.plan(part), report)


def _records(source: Source, report: Report, beat: Beat | None) -> None:
    if any(question.code == "missing_field" for question in report.questions):
        report.rows = sum(1 for _row in source.rows())
        return
    reader = RECORDS[source.kind](source)
    for part in reader.read():
        for values, row in part:
            report.rows += 1
            if row is None:
                report.outcomes["refused"] += 1
                for problem in values.problems:
                    report.refuse(problem)
        for planned in reader.plan([row for _values, row in part if row is not None]):
            report.outcomes[planned.outcome] += 1
            if planned.outcome != "changed":
                continue
            report.fields.update(planned.changes.keys())
            for name, (old, new) in planned.changes.items():
                report.sample(row=planned.number, key="", name=planned.title, field=name, old=old, new=new)
        if beat is not None:
            beat("rows", report.rows)


def _compare(drafts: list[Draft], report: Report) -> None:
    for draft in drafts:
        for planned in draft.planned:
            report.outcomes[planned.outcome] += 1
            if planned.outcome != "changed":
                continue
            changes = {name: pair for name, pair in planned.changes.items() if not name.startswith("known_")}
            report.fields.update(changes.keys())
            for name, (old, new) in changes.items():
                title = draft.state.values.get("name") or draft.key
                report.sample(row=planned.row.number, key=draft.key, name=title, field=name, old=old, new=new)
