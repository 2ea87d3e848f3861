"""Log-ins, members and one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from banso.platform.identity.roles import ROLES, Role
from banso.platform.tenancy.api import Workspace, WorkspaceModel


class LoginManager(BaseUserManager["Login"]):
    """Finds and makes log-ins; an e-mail address is one log-in whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Login:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> Login:
        """A log-in for ``email``; without ``password`` it can be used by link alone."""
        login = self.model(email=email, **extra)
        login.set_password(password)
        login.save(using=self._db)
        return login


class Login(AbstractBaseUser):
    """Somebody who can log in, in whichever workspaces.

    A log-in carries no right: rights are the :class:`Member` rows'. An unusable password means that
    its owner has never set one, and comes in by a one-time link.
    """

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[LoginManager] = LoginManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    personal_data: ClassVar[tuple[str, ...]] = ("email",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="login_email_any_case")]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)


class Theme(models.TextChoices):
    """How pages look."""

    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much air rows have."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Member(WorkspaceModel):
    """A person of the workspace, with one role.

    States: *invited* (``joined_at`` null: can own accounts and tasks, cannot come in),
    *active*, *deactivated* (``deactivated_at`` set: keeps history, cannot come in).
    ``language`` is empty where the workspace's is meant.
    """

    login = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(_("name"), max_length=200)
    reading = models.CharField(_("reading"), max_length=200, blank=True, default="")
    role = models.CharField(_("role"), max_length=12, choices=[(role.value, role.label) for role in ROLES])
    capacity = models.PositiveSmallIntegerField(_("items a day"), default=20)
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    density = models.CharField(_("density"), max_length=12, choices=Density.choices, default=Density.COMFORTABLE)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    joined_at = models.DateTimeField(null=True)
    deactivated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ("name", "reading")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "login"], name="member_once"),
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="member_role"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1, capacity__lte=500), name="member_capacity"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether this member can come in."""
        return self.joined_at is not None and self.deactivated_at is None


class Purpose(models.TextChoices):
    """What a one-time link is for."""

    LOGIN = "login", _("Log in")
    INVITE = "invite", _("Invitation")
    RESET = "reset", _("New password")


class OneTimeLink(models.Model):
    """A link that works once, for those without a mail server.

    Only the token's SHA-256 is kept. It is spent by one conditional update, so two clicks cannot both
    win. Not a workspace's row: who follows it is not in a workspace yet.
    """

    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True, related_name="+")
    member_id = models.BigIntegerField(null=True)
    """The member whom an invitation lets in."""
    created_by = models.BigIntegerField(null=True)
    """The member who made it; null for the operator's command."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["login", "purpose"], name="link_by_login")]

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and now < self.expires_at
