"""Making, finding and removing workspaces."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.kit.money import is_currency
from banso.platform.tenancy.models import Workspace, WorkspaceModel
from banso.platform.tenancy.scope import unscoped

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")


class BadWorkspace(BansoError):
    """A workspace cannot be made from these values."""

    code = "bad_workspace"


def create_workspace(
    *,
    slug: str,
    name: str,
    timezone: str,
    currency: str,
    language: str,
    now: datetime,
    is_demo: bool = False,
) -> Workspace:
    """Make a workspace; raises :class:`BadWorkspace` naming the value that is wrong."""
    if not _SLUG.fullmatch(slug):
        raise BadWorkspace(
            _("“%(slug)s” is not a short name.") % {"slug": slug},
            hint=_("Use a–z, 0–9 and hyphens, 59 characters at most."),
        )
    if not name.strip():
        raise BadWorkspace(_("The workspace needs a name."))
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadWorkspace(
            _("“%(zone)s” is not a time zone.") % {"zone": timezone},
            hint=_("Give a name such as Asia/Tokyo or Europe/London."),
        ) from error
    if not is_currency(currency):
        raise BadWorkspace(
            _("“%(code)s” is not a currency.") % {"code": currency},
            hint=_("Give a code such as JPY or USD."),
        )
    if language not in dict(settings.LANGUAGES):
        raise BadWorkspace(
            _("“%(code)s” is not a language of Banso.") % {"code": language},
            hint=_("Choose ja or en."),
        )
    try:
        with transaction.atomic():
            return Workspace.objects.create(
                slug=slug,
                name=name.strip(),
                timezone=timezone,
                currency=currency,
                language=language,
                is_demo=is_demo,
                created_at=now,
            )
    except IntegrityError as error:
        raise BadWorkspace(_("There is a workspace “%(slug)s” already.") % {"slug": slug}, code="exists") from error


def find_workspace(slug: str | None = None) -> Workspace:
    """The workspace named ``slug``, or the only one there is."""
    if slug:
        try:
            return Workspace.objects.get(slug=slug)
        except Workspace.DoesNotExist as error:
            raise NotFound(
                _("There is no workspace “%(slug)s”.") % {"slug": slug},
                hint=_("“banso init” makes one."),
            ) from error
    found = list(Workspace.objects.order_by("id")[:2])
    if not found:
        raise NotFound(_("There is no workspace yet."), hint=_("“banso init” makes one."))
    if len(found) > 1:
        raise BansoError(_("There are several workspaces."), hint=_("Name one with --workspace."), code="which")
    return found[0]


def remove_workspace(workspace: Workspace) -> None:
    """Remove every row of ``workspace``, upper apps first. Files are the caller's."""
    models = [model for model in apps.get_models() if issubclass(model, WorkspaceModel)]
    with unscoped("removing a workspace"), transaction.atomic():
        connection.cursor().execute(
            "PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SET CONSTRAINTS ALL DEFERRED"
        )
        for model in reversed(models):
            rows = model.objects.filter(workspace_id=workspace.pk)
            rows._raw_delete(rows.db)  # noqa: SLF001 - no collector: every model is listed
        workspace.delete()
