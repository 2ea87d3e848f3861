"""The drop folder: another system puts a file into ``BANSO_HOME/inbox/WORKSPACE/``, and the worker imports it.

A file is claimed by renaming it into ``working/UID/``: of two workers one wins, and a kill leaves it where the next
look finds it. From then on its row says how far it is; the file moves to ``done/`` or ``failed/`` once its import is
over, with a report beside it. Every step may be done again. Names of files are hostile input: they are cleaned before
they are used for anything, and only plain files are taken.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.connectors.files.batches import APPLY_JOB, ImportRefused, apply, begin, check_batch, report_of
from banso.connectors.files.drop_report import write_reports
from banso.connectors.files.models import DroppedFile, DropState
from banso.connectors.files.options import Options
from banso.connectors.files.reader import inspect
from banso.connectors.files.saved import mapping_for, use_mapping
from banso.platform.jobs.api import Job, Step, enqueue, handler, on_tick, unfinished
from banso.platform.journal.api import Batch, BatchState
from banso.platform.kit.errors import BansoError
from banso.platform.kit.ids import uuid7
from banso.platform.tenancy.api import Workspace, scope

log = logging.getLogger("banso.drop")

DROP_JOB: Final = "files.drop"
STABLE: Final = timedelta(seconds=2)
"""A file whose size and time have not changed for so long is finished."""
UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".filepart")
NAME_BYTES: Final = 150
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
_seen: dict[str, tuple[int, int, datetime]] = {}
"""Of files that wait: size, time of change, and since when they are so. Each process looks for itself."""


def root() -> Path:
    """The folder that holds a drop folder for each workspace."""
    return Path(settings.BANSO_HOME) / "inbox"


def folder_of(workspace: Workspace) -> Path:
    """The workspace's drop folder."""
    return root() / workspace.slug


def look(now: datetime) -> None:
    """Claim what is finished, go on with what was begun, and put away what is over; cheap when nothing is there."""
    for workspace in Workspace.objects.all():
        folder = folder_of(workspace)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with scope(workspace), translation.override(workspace.language):
                _claim_finished(folder, now)
                _take_up(folder, now)
                _put_away(folder, now)
        except OSError as error:
            log.warning("drop folder: %s", error, extra={"workspace": workspace.slug})


def safe_name(raw: str) -> str:
    """A name that is safe to store, to show and to write: one line, no separators, at most 150 bytes."""
    text = unicodedata.normalize("NFC", raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    text = "".join(char if char.isprintable() and char not in _FORBIDDEN else "_" for char in text).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if dot and len(ending) <= 10:
        room = NAME_BYTES - len(ending.encode()) - 1
        return f"{_cut(stem, room)}.{ending}"
    return _cut(text, NAME_BYTES)


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").strip(" .") or "file"


def _claim_finished(folder: Path, now: datetime) -> None:
    present = set()
    with os.scandir(folder) as entries:
        for entry in entries:
            if not _may_be_taken(entry):
                continue
            present.add(entry.path)
            status = entry.stat(follow_symlinks=False)
            state = (status.st_size, status.st_mtime_ns)
            known = _seen.get(entry.path)
            if known is None or known[:2] != state:
                _seen[entry.path] = (*state, now)
            elif now - known[2] >= STABLE:
                _claim(Path(entry.path), folder / "working")
    for gone in [path for path in _seen if Path(path).parent == folder and path not in present]:
        del _seen[gone]


def _may_be_taken(entry: os.DirEntry[str]) -> bool:
    """Plain files alone: a link could lead anywhere."""
    return entry.is_file(follow_symlinks=False) and not (
        entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED)
    )


def _claim(path: Path, working: Path) -> None:
    """Rename the file into a folder of its own; of two workers one finds it."""
    place = working / str(uuid7())
    place.mkdir(parents=True)
    try:
        path.rename(place / safe_name(path.name))
    except OSError:
        with suppress(OSError):
            place.rmdir()
    _seen.pop(str(path), None)


def _take_up(folder: Path, now: datetime) -> None:
    """Give every claimed file its row and its job; whoever claimed it may have been killed before."""
    working = folder / "working"
    if not working.is_dir():
        return
    for place in working.iterdir():
        uid = _uid(place.name)
        names = [one.name for one in place.iterdir()] if uid is not None and place.is_dir() else []
        if uid is None or not names or DroppedFile.objects.filter(uid=uid).exists():
            continue
        with suppress(IntegrityError), transaction.atomic():
            made = DroppedFile.objects.create(uid=uid, file_name=names[0], at=now)
            enqueue(DROP_JOB, {"dropped": made.pk}, now=now, key=f"dropped:{made.pk}")


def _uid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


@handler(DROP_JOB)
def take_in(job: Job, now: datetime) -> Iterator[Step]:
    """Find the saved mapping of a dropped file's headers, check the file, and begin to import it."""
    dropped = DroppedFile.objects.select_related("workspace", "batch").get(pk=job.payload["dropped"])
    if dropped.state != DropState.WORKING or dropped.error:
        return
    try:
        batch = dropped.batch
        if batch is None:
            batch = _begun(dropped, now)
            yield Step(partial(_note_batch, dropped, batch), {"batch": batch.pk}, 1, 3)
        if batch.state in (BatchState.DRAFT, BatchState.CHECKED):
            check_batch(batch, now=now)
            _check_may_apply(batch)
        yield Step(partial(apply, batch, now=now), {"batch": batch.pk}, 2, 3)
    except BansoError as error:
        # Refused is an outcome, not a failure of the job: the report beside the file says so.
        yield Step(partial(_refuse, dropped, error.message, error.hint), dict(job.cursor), 3, 3)


def _begun(dropped: DroppedFile, now: datetime) -> Batch:
    path = _working_place(dropped)
    layout = inspect(path, dropped.file_name)
    mapping = mapping_for(layout.header)
    if mapping is None:
        raise BansoError(
            _("No saved mapping knows these columns: %(columns)s") % {"columns": ", ".join(layout.header)[:500]},
            hint=_("Hand the file in on the page Data, make the choices there, and save them under a name."),
            code="no_mapping",
        )
    dropped.mapping = mapping.name
    return begin(path, mapping.kind, use_mapping(mapping, now), file_name=dropped.file_name, now=now)


def _check_may_apply(batch: Batch) -> None:
    report = report_of(batch)
    if not report.can_apply(skip_errors=Options.from_json(batch.options).skip_errors):
        raise ImportRefused(report)


def _note_batch(dropped: DroppedFile, batch: Batch) -> None:
    DroppedFile.objects.filter(pk=dropped.pk).update(batch=batch, mapping=dropped.mapping)


def _refuse(dropped: DroppedFile, error: str, hint: str) -> None:
    DroppedFile.objects.filter(pk=dropped.pk, state=DropState.WORKING).update(error=error, hint=hint)


def _put_away(folder: Path, now: datetime) -> None:
    """Move files whose import is over, each with its report."""
    for dropped in DroppedFile.objects.filter(state=DropState.WORKING).select_related("batch"):
        over = _outcome(dropped)
        if over is None:
            continue
        state, error, hint = over
        target = folder / state.value / _final_name(dropped)
        source = _place(folder, dropped)
        target.parent.mkdir(parents=True, exist_ok=True)
        dropped.state, dropped.error, dropped.hint, dropped.finished_at = state, error, hint, now
        if source is not None:
            write_reports(dropped, target)
            with suppress(FileNotFoundError):  # another worker was quicker
                source.replace(target)
        with suppress(OSError):
            (folder / "working" / str(dropped.uid)).rmdir()
        rows = DroppedFile.objects.filter(pk=dropped.pk, state=DropState.WORKING)
        rows.update(state=state, error=error, hint=hint, finished_at=now)


def _outcome(dropped: DroppedFile) -> tuple[DropState, str, str] | None:
    """Done or failed, with why; None while it is worked on."""
    batch = dropped.batch
    if dropped.error:
        return DropState.FAILED, dropped.error, dropped.hint
    if batch is None or batch.state in (BatchState.DRAFT, BatchState.CHECKED):
        return _given_up(DROP_JOB, dropped=dropped.pk)
    if batch.state == BatchState.APPLIED:
        return DropState.DONE, "", ""
    if batch.state == BatchState.APPLYING:
        return _given_up(APPLY_JOB, batch=batch.pk)
    if batch.state == BatchState.FAILED:
        return DropState.FAILED, _("The import broke off."), _("The page Data takes it up again.")
    return DropState.FAILED, _("The import was taken back."), _("Put the file in again to import it again.")


def _given_up(kind: str, **payload: int) -> tuple[DropState, str, str] | None:
    if unfinished(kind, **payload) is not None:
        return None
    last = Job.objects.filter(kind=kind, **{f"payload__{name}": value for name, value in payload.items()})
    job = last.order_by("-pk").first()
    if job is not None and job.state == "done":
        return None  # its last write is not seen yet
    error = job.error if job is not None and job.error else _("The work was stopped.")
    return DropState.FAILED, error, _("Put the file in again, or look at the page Data.")


def _working_place(dropped: DroppedFile) -> Path:
    place = _place(folder_of(dropped.workspace), dropped)
    if place is None:
        raise BansoError(_("The file is gone."), hint=_("Put it in again."), code="gone")
    return place


def _place(folder: Path, dropped: DroppedFile) -> Path | None:
    """Where the claimed file is; None where it is not there any more."""
    try:
        return next((folder / "working" / str(dropped.uid)).iterdir(), None)
    except OSError:
        return None


def _final_name(dropped: DroppedFile) -> str:
    """When it came, which it is, and its own name: no two files get the same."""
    return f"{dropped.at:%Y%m%dT%H%M%SZ}-{str(dropped.uid)[-8:]}-{dropped.file_name}"


def dropped_files(*, limit: int = 20) -> list[DroppedFile]:
    """The files that came last, the newest first."""
    return list(DroppedFile.objects.select_related("batch").order_by("-at", "-pk")[:limit])


on_tick("drop folder", look)
