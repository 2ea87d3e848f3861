"""The report that lies beside a dropped file: as text for people, as JSON for the system that sent it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.connectors.files.batches import refusal_of, report_of
from banso.connectors.files.models import DroppedFile
from banso.connectors.files.report import Report
from banso.platform.journal.api import Batch
from banso.platform.kit.ids import uuid7
from banso.platform.mail.api import base_url

SHOWN: Final = 100


def write_reports(dropped: DroppedFile, target: Path) -> None:
    """Write ``target.report.txt`` and ``target.report.json``, each whole or not at all."""
    batch = dropped.batch
    report = report_of(batch) if batch is not None else None
    _write(target.with_name(target.name + ".report.txt"), text_report(dropped, batch, report))
    content = json.dumps(json_report(dropped, batch, report), ensure_ascii=False, indent=2)
    _write(target.with_name(target.name + ".report.json"), content + "\n")


def text_report(dropped: DroppedFile, batch: Batch | None, report: Report | None) -> str:
    """What became of the file, in the active language."""
    lines = [f"{dropped.file_name}: {dropped.get_state_display()}"]
    if dropped.error:
        lines += [part for part in (dropped.error, dropped.hint) if part]
    lines.append(_("Taken in at: %(at)s") % {"at": dropped.at.isoformat(timespec="seconds")})
    if dropped.mapping:
        lines.append(_("Saved mapping: %(name)s") % {"name": dropped.mapping})
    if batch is not None:
        lines.append(_("Import: %(url)s") % {"url": base_url() + reverse("workspace:import", args=[batch.uid])})
    if report is not None and report.rows:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(_counts(batch, report).items()) if count)
        lines.append(_("Rows: %(rows)d (%(counts)s)") % {"rows": report.rows, "counts": counts})
        lines += ["", *_problems(report)]
    return "\n".join(lines).rstrip() + "\n"


def json_report(dropped: DroppedFile, batch: Batch | None, report: Report | None) -> dict[str, Any]:
    """The same for programs; names do not change."""
    refused = refusal_of(batch) if batch is not None else None
    return {
        "file": dropped.file_name,
        "state": dropped.state,
        "at": dropped.at.isoformat(),
        "finished_at": dropped.finished_at.isoformat() if dropped.finished_at else None,
        "mapping": dropped.mapping or None,
        "error": dropped.error or None,
        "hint": dropped.hint or None,
        "batch": str(batch.uid) if batch is not None else None,
        "kind": batch.kind if batch is not None else None,
        "rows": report.rows if report is not None else 0,
        "counts": _counts(batch, report) if report is not None else {},
        "questions": [one.as_json() for one in report.questions] if report is not None else [],
        "problems": [one.as_json() for one in report.problems] if report is not None else [],
        "refused": refused.as_json() if refused is not None else None,
    }


def _counts(batch: Batch | None, report: Report) -> dict[str, int]:
    """What was done, or what would be."""
    done = (batch.report.get("applied") or batch.mapping.get("applied")) if batch is not None else None
    return dict(done or report.outcomes)


def _problems(report: Report) -> list[str]:
    found = [*report.questions, *report.problems]
    lines = [f"{one.where(report.file_name)}: {one.message()} {one.hint()}".rstrip() for one in found[:SHOWN]]
    rest = len(report.questions) + sum(report.problem_counts.values()) - len(lines)
    return [*lines, _("… and %(n)d more.") % {"n": rest}] if rest > 0 else lines


def _write(path: Path, content: str) -> None:
    """Whole or not at all; a name that somebody put there before is replaced, never followed."""
    temporary = path.with_name(f".{uuid7()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(content)
    temporary.replace(path)
