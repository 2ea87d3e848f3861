"""Meetings from members' calendars, and the calendars they read from us."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class Meeting(WorkspaceModel):
    """One meeting of ``member`` from a calendar file; ``ics_uid`` and ``recurrence`` mean it once per member.

    ``attendees`` is ``[{"mail", "name"}]`` as the file says; ``account`` is who they turned out to be, which a member
    may correct (``is_matched_by_hand``). ``sequence`` is how often the organiser has changed it, so that an older file
    does not overwrite a newer one. ``touch`` is the record of it afterwards.
    """

    member = models.ForeignKey("identity.Member", on_delete=models.CASCADE, related_name="+")
    ics_uid = models.CharField(max_length=300)
    recurrence = models.CharField(max_length=40, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    location = models.CharField(max_length=300, null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    attendees = models.JSONField(default=list)
    account = models.ForeignKey("customers.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    is_matched_by_hand = models.BooleanField(default=False)
    touch = models.ForeignKey("work.Touch", on_delete=models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ("title", "location", "attendees")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "member", "ics_uid", "recurrence"], name="meeting_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gte=models.F("starts_at")), name="meeting_ends_after"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "member", "starts_at"], name="meeting_of_member"),
            models.Index(fields=["workspace", "account", "-starts_at"], name="meeting_of_account"),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(WorkspaceModel):
    """The secret address under which a member's calendar program reads their tasks; only its hash is kept."""

    member = models.OneToOneField("identity.Member", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        pass
