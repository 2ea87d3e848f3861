"""What members choose about their mails."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.platform.tenancy.api import WorkspaceModel


class MailChoice(WorkspaceModel):
    """A member's choices; who has none gets what each type says by itself.

    ``types`` is ``{slug: by mail or not}`` of those that were chosen. Quiet hours are by the clock of ``timezone``
    (empty: the workspace's), from ``quiet_from`` until ``quiet_to``, over midnight where the second is earlier.
    """

    member = models.OneToOneField("identity.Member", on_delete=models.CASCADE, related_name="+")
    types = models.JSONField(default=dict)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("until"), null=True, blank=True)
    quiet_weekends = models.BooleanField(_("quiet at weekends"), default=False)
    timezone = models.CharField(_("time zone"), max_length=60, blank=True, default="")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_two_ends",
            )
        ]
