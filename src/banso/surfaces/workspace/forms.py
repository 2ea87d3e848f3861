"""The form of an account: its own fields and the workspace's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.platform.attributes.api import Attribute, attributes_of, rows
from banso.platform.identity.api import members
from banso.platform.kit.money import minor_digits, to_major, to_minor
from banso.platform.tenancy.api import current_workspace
from banso.record.customers.api import OWNER, current_owners
from banso.record.revenue.api import with_lines

if TYPE_CHECKING:
    from banso.record.customers.models import Account

_CUSTOM = "custom_"
OF_LINES = ("yearly_value", "notice_by")
"""What lines of contracts say of an account that has any."""
_LONG = {
    "success_statement": _("What success means here"),
    "purchase_reason": _("Purchase reason"),
    "problem": _("Problem to solve"),
}
_SHORT = ("name", "reading", "industry", "size", "country", "stage")
_WORDS = {
    "domains": _("Domains"),
    "yearly_value": _("Yearly value"),
    "notice_by": _("Notice by"),
    "tier": _("Touch tier"),
    "owner": _("Owner"),
}


class AccountForm(forms.Form):
    """What a person changes by hand. ``changes`` are the fields whose value is another one now."""

    def __init__(self, account: Account, data: Any = None) -> None:
        self.attributes = attributes_of("account")
        self.digits = minor_digits(current_workspace().currency)
        super().__init__(data, initial=self._values(account))
        for key, label in _LONG.items():
            self.fields[key] = forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": 3}))
        for key in _SHORT:
            self.fields[key] = self._field(self.attributes[key], required=key == "name")
        self.fields["domains"] = forms.CharField(
            label=_WORDS["domains"], required=False, help_text=_("Several with commas between.")
        )
        self.fields["tier"] = self._field(self.attributes["tier"])
        self.fields["yearly_value"] = forms.DecimalField(
            label=_WORDS["yearly_value"], required=False, decimal_places=self.digits, max_digits=15
        )
        self.fields["notice_by"] = self._field(self.attributes["notice_by"])
        people = [("", "—"), *((str(one.pk), one.name) for one in members())]
        self.fields[OWNER] = forms.ChoiceField(label=_WORDS["owner"], required=False, choices=people)
        for key, attribute in self.attributes.items():
            if attribute.source == "custom":
                self.fields[_CUSTOM + key] = self._field(attribute)
        if with_lines([account.pk]):
            for key in OF_LINES:
                self.fields[key].disabled = True
                self.fields[key].help_text = _("From its contracts.")

    @property
    def changes(self) -> dict[str, Any]:
        """The changed fields in the form that accounts keep."""
        return {name.removeprefix(_CUSTOM): self._kept(name) for name in self.changed_data}

    def _kept(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if value is None or value == "":
            return [] if name == "domains" else None
        if name == "domains":
            return [part.strip().lower() for part in value.split(",") if part.strip()]
        if name == OWNER:
            return int(value)
        key = name.removeprefix(_CUSTOM)
        if self.attributes[key].type == "money":
            return to_minor(value, current_workspace().currency)
        return int(value) if name == "size" else value

    def _values(self, account: Account) -> dict[str, Any]:
        custom = [key for key, one in self.attributes.items() if one.source == "custom"]
        own: dict[str, Any] = {key: getattr(account, key) or "" for key in (*_LONG, *_SHORT, "tier")}
        own |= {
            "domains": ", ".join(account.domains or []),
            "yearly_value": None if account.yearly_value is None else self._major(account.yearly_value),
            "notice_by": account.notice_by,
            OWNER: str(current_owners([account.pk]).get(account.pk, "")),
        }
        for row in rows("account", [account.pk], custom) if custom else ():
            for key in custom:
                value = row[key]
                is_money = self.attributes[key].type == "money" and value is not None
                own[_CUSTOM + key] = self._major(value) if is_money else value
        return own

    def _major(self, minor: int) -> Any:
        return to_major(minor, current_workspace().currency)

    def _field(self, attribute: Attribute, *, required: bool = False) -> forms.Field:
        shared: dict[str, Any] = {"label": attribute.label, "required": required}
        match attribute.type:
            case "number":
                return forms.FloatField(**shared)
            case "money":
                return forms.DecimalField(**shared, decimal_places=self.digits, max_digits=15)
            case "date":
                return forms.DateField(**shared, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
            case "bool":
                choices = [(None, "—"), (True, _("yes")), (False, _("no"))]
                return forms.TypedChoiceField(
                    **shared, choices=choices, coerce=lambda text: text == "True", empty_value=None
                )
            case "choice" if attribute.choices:
                return forms.ChoiceField(**shared, choices=[("", "—"), *attribute.choices])
            case _:
                return forms.CharField(**shared, max_length=10_000)
