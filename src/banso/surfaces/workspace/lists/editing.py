"""Changing values of rows by hand: the field for an attribute, and values on their way in and out of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from banso.platform.attributes.api import Attribute
from banso.platform.identity.api import members
from banso.platform.kit.errors import NotAllowed
from banso.platform.kit.money import minor_digits, to_major, to_minor
from banso.platform.tenancy.api import current_workspace

if TYPE_CHECKING:
    from banso.platform.identity.api import Member
    from banso.platform.journal.api import Batch
    from banso.surfaces.workspace.lists.spec import ListSpec

SEVERAL = frozenset({"domains", "tags"})
"""Fields with several values, typed with commas between."""
WHOLE = frozenset({"size", "minutes"})
LONG = frozenset({"success_statement", "purchase_reason", "problem"})


@dataclass(frozen=True)
class Writing:
    """Under which circumstances rows are changed."""

    member: Member | None
    now: datetime
    batch: Batch | None = None
    reason: str = ""


class ValueForm(forms.Form):
    """The form of one value of ``attribute``; ``value`` as the journal keeps it stands in it at first."""

    def __init__(
        self, attribute: Attribute, data: Any = None, *, value: Any = None, is_owner: bool = False, prefix: str = ""
    ) -> None:
        self.attribute, self.is_owner = attribute, is_owner
        super().__init__(data, initial={"value": self._shown(value)}, prefix=prefix or None)
        self.fields["value"] = self._field()

    def kept(self) -> Any:
        """The value that was typed, in the form that actions take."""
        value, key = self.cleaned_data["value"], self.attribute.key
        if key in SEVERAL:
            return list(
                dict.fromkeys(part.strip() for part in (value or "").replace("、", ",").split(",") if part.strip())
            )
        if value is None or value == "":
            return None
        if self.is_owner:
            return int(value)
        if self.attribute.type == "money":
            return to_minor(value, current_workspace().currency)
        return int(value) if key in WHOLE else value

    def _shown(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if self.is_owner:
            return str(value)
        return to_major(value, current_workspace().currency) if self.attribute.type == "money" else value

    def _field(self) -> forms.Field:
        attribute = self.attribute
        shared: dict[str, Any] = {"label": attribute.label, "required": False}
        if self.is_owner:
            people = [("", "—"), *((str(one.pk), one.name) for one in members())]
            return forms.ChoiceField(**shared, choices=people)
        makers: dict[str, Callable[[], forms.Field]] = {
            "number": lambda: forms.FloatField(**shared),
            "money": lambda: forms.DecimalField(
                **shared, decimal_places=minor_digits(current_workspace().currency), max_digits=15
            ),
            "date": lambda: forms.DateField(**shared, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
            "bool": lambda: forms.TypedChoiceField(
                **shared,
                choices=[("", "—"), ("True", _("yes")), ("False", _("no"))],
                coerce=lambda text: text == "True",
                empty_value=None,
            ),
        }
        if attribute.type in makers:
            return makers[attribute.type]()
        if attribute.choices:
            return forms.ChoiceField(**shared, choices=[("", "—"), *attribute.choices])
        if attribute.key in LONG:
            return forms.CharField(**shared, max_length=20_000, widget=forms.Textarea({"rows": 3}))
        return forms.CharField(**shared, max_length=10_000)


class JoinForm(forms.Form):
    """The form of what rows are put into."""

    def __init__(self, choices: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.known = list(choices)
        self.fields["value"] = forms.ChoiceField(choices=self.known)

    def kept(self) -> str:
        """The slug that was chosen."""
        return str(self.cleaned_data["value"])


def seal(value: Any) -> str:
    """A kept value as text, by which it is seen whether somebody else has changed it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)


def editable_keys(spec: ListSpec, attributes: Mapping[str, Attribute], member: Member) -> Sequence[str]:
    """Which attributes of a list the member may change; raises NotAllowed for none."""
    from banso.platform.identity.api import allowed

    editing = spec.editing
    if editing is None or not allowed(member, editing.permission):
        raise NotAllowed(_("You may not change what stands in this list."))
    return editing.keys(attributes)


def said_kept(attribute: Attribute, value: Any, *, is_owner: bool) -> str:
    """A kept value as a person reads it."""
    from banso.surfaces.workspace.compose.common import names_of_members
    from banso.surfaces.workspace.compose.words import said

    if is_owner:
        return names_of_members([value]).get(value, "—") if value else "—"
    if isinstance(value, date):
        value = value.isoformat()
    return said(attribute, value)
