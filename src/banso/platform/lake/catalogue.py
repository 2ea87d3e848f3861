"""Which parts are live, and how far sources have been read."""

from collections.abc import Sequence

from banso.platform.lake.models import IngestOffset, LakeFile


def parts(table: str, *, months: Sequence[str] | None = None, labels: Sequence[str] | None = None) -> list[LakeFile]:
    """Live parts of ``table`` in the current workspace."""
    rows = LakeFile.objects.filter(table=table, ended=None)
    if months is not None:
        rows = rows.filter(month__in=list(months))
    if labels is not None:
        rows = rows.filter(label__in=list(labels))
    return list(rows.order_by("month", "label", "id"))


def offset_of(source: str) -> int:
    """How far ``source`` has been read; 0 where it never was."""
    row = IngestOffset.objects.filter(source=source).first()
    return row.offset if row else 0
