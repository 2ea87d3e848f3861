"""How much of its limits a workspace uses in work, for the page of limits."""

from __future__ import annotations

from django.db.models import Count

from banso.platform.kit.limits import Use, in_use
from banso.record.work.models import Attachment, Pin, Task


def _pins() -> Use:
    rows = Pin.objects.filter(account__isnull=False).order_by().values_list("account__name")
    return _most(rows.annotate(n=Count("pk")).order_by("-n", "account__name").first())


def _files() -> Use:
    rows = Attachment.objects.filter(account__isnull=False, deleted_at=None).order_by().values_list("account__name")
    return _most(rows.annotate(n=Count("pk")).order_by("-n", "account__name").first())


def _largest() -> Use:
    found = Attachment.objects.filter(deleted_at=None).order_by("-size", "pk").values_list("name", "size").first()
    return _most(found)


def _steps() -> Use:
    rows = Task.objects.exclude(steps=[]).order_by("-pk").values_list("title", "steps")[:2_000]
    return Use(*max(((len(steps), title) for title, steps in rows), default=(0, "")))


def _most(found: tuple[str, int] | None) -> Use:
    return Use(found[1], found[0]) if found else Use(0)


for name, count in (
    ("work.pins", _pins),
    ("files.kept", _files),
    ("files.attachment", _largest),
    ("work.steps", _steps),
):
    in_use(name, count)
