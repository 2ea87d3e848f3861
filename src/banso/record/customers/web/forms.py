"""What is typed about a person, a contact, an event of the watch list or a partner."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banso.record.customers.api import CONTACT_FIELDS, Reachable, people_of_account
from banso.record.customers.models import (
    Account,
    Contact,
    ContactRole,
    Influence,
    Person,
    Relation,
    WatchEvent,
    WatchKind,
)

_LANGUAGES = ("ja", "en", "zh", "ko", "de", "fr", "es", "it", "pt", "nl", "th", "vi", "id")
_DAY = {"type": "date"}
_RARE = ("keys", "language", "timezone")


def _choices(listed: Any) -> list[tuple[str, Any]]:
    return [("", "—"), *((str(value), label) for value, label in listed)]


def _day_field(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"), **given)


class PersonForm(forms.Form):
    """A person's own fields; addresses one to a line."""

    def __init__(self, data: Any = None, *, person: Person | None = None, reach: Reachable | None = None) -> None:
        reach = reach or Reachable()
        super().__init__(
            data,
            initial={
                "name": person.name if person else "",
                "reading": person.reading if person else "",
                "mails": "\n".join(reach.mails),
                "phones": "\n".join(reach.phones),
                "keys": "\n".join(reach.keys),
                "tags": person.tags if person else "",
                "language": (person.language or "") if person else "",
                "timezone": (person.timezone or "") if person else "",
            },
        )
        names = Locale.parse((get_language() or "en").replace("-", "_")).languages
        languages = dict.fromkeys([*_LANGUAGES, *([person.language] if person and person.language else [])])
        zones = [(zone, zone) for zone in sorted(available_timezones())]
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=300)
        self.fields["reading"] = forms.CharField(label=_("Reading"), required=False, max_length=300)
        lines = forms.Textarea({"rows": 2, "spellcheck": "false"})
        self.fields["mails"] = forms.CharField(
            label=_("E-mail"), required=False, widget=lines, help_text=_("One to a line.")
        )
        self.fields["phones"] = forms.CharField(
            label=_("Phone"), required=False, widget=lines, help_text=_("One to a line.")
        )
        self.fields["keys"] = forms.CharField(
            label=_("Keys of other systems"), required=False, widget=lines, help_text=_("source:key, one to a line.")
        )
        self.fields["tags"] = forms.CharField(
            label=_("Tags"), required=False, max_length=5000, help_text=_("Several with commas between.")
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=_choices((one, names.get(one, one)) for one in languages)
        )
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone"), required=False, choices=_choices(zones))

    def usual(self) -> list[forms.BoundField]:
        """Fields that everybody has."""
        return [one for one in self if one.name not in _RARE]

    def rare(self) -> list[forms.BoundField]:
        """Fields that few have; they are folded away."""
        return [self[name] for name in _RARE]

    def is_more_open(self) -> bool:
        """Whether a folded field says something, or something is wrong with it."""
        return any(one.value() or one.errors for one in self.rare())

    @property
    def values(self) -> dict[str, Any]:
        """What was said, as the actions want it."""
        found: dict[str, Any] = {name: self.cleaned_data[name] for name in ("name", "reading", "language", "timezone")}
        for name in ("mails", "phones", "keys"):
            found[name] = [line for part in self.cleaned_data[name].splitlines() if (line := part.strip())]
        found["tags"] = self.cleaned_data["tags"].replace("、", ",").split(",")
        return found


class ContactForm(forms.Form):
    """What a person is at an account."""

    def __init__(
        self, account: Account, data: Any = None, *, contact: Contact | None = None, starts: date | None = None
    ) -> None:
        values: dict[str, Any] = {"starts": starts}
        if contact is not None:
            values = {name: getattr(contact, name) for name in CONTACT_FIELDS if name != "reports_to"}
            values["reports_to"] = contact.reports_to_id
        super().__init__(data, initial={name: "" if value is None else value for name, value in values.items()})
        chiefs = [
            (one.pk, " · ".join(filter(None, (one.person.name, one.title))))
            for one in people_of_account(account.pk)
            if contact is None or one.person_id != contact.person_id
        ]
        if contact is not None and contact.reports_to and contact.reports_to_id not in dict(chiefs):
            chiefs.append((contact.reports_to.pk, contact.reports_to.person.name))
        self.fields["title"] = forms.CharField(label=_("Job title"), required=False, max_length=200)
        self.fields["department"] = forms.CharField(label=_("Department"), required=False, max_length=200)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role at the account"), required=False, choices=_choices(ContactRole.choices)
        )
        self.fields["influence"] = forms.TypedChoiceField(
            label=_("Influence"), required=False, choices=_choices(Influence.choices), coerce=int, empty_value=None
        )
        self.fields["relation"] = forms.ChoiceField(
            label=_("Relation"), required=False, choices=_choices(Relation.choices)
        )
        self.fields["reports_to"] = forms.TypedChoiceField(
            label=_("Reports to"), required=False, choices=_choices(chiefs), coerce=int, empty_value=None
        )
        self.fields["starts"] = _day_field(_("Contact since"))
        if contact is not None and contact.ends is not None:
            self.fields["ends"] = _day_field(_("Until"))
            self.fields["end_reason"] = forms.CharField(label=_("Why it ended"), required=False, max_length=300)

    @property
    def values(self) -> dict[str, Any]:
        """What was said, as the actions want it; nothing typed is no value."""
        return {name: None if value == "" else value for name, value in self.cleaned_data.items()}


class EndForm(forms.Form):
    """From when on a contact is none any more, and why."""

    ends = _day_field(_("From when on"))
    end_reason = forms.CharField(
        label=_("Why"), required=False, max_length=300, help_text=_("Moved, left the company, retired …")
    )

    def clean_ends(self) -> date:
        """A day is needed."""
        day: date | None = self.cleaned_data["ends"]
        if day is None:
            raise forms.ValidationError(_("This is needed."))
        return day


class WatchForm(forms.Form):
    """Something that happened at a customer."""

    def __init__(self, data: Any = None, *, event: WatchEvent | None = None, today: date | None = None) -> None:
        values = {"day": today}
        if event is not None:
            values = {name: getattr(event, name) for name in ("kind", "day", "title", "detail", "url")}
        super().__init__(data, initial={name: "" if value is None else value for name, value in values.items()})
        self.fields["kind"] = forms.ChoiceField(label=_("What happened"), choices=WatchKind.choices)
        self.fields["day"] = forms.DateField(label=_("Day"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
        self.fields["title"] = forms.CharField(label=_("In one line"), max_length=300)
        self.fields["detail"] = forms.CharField(
            label=_("What it may mean for them"), required=False, widget=forms.Textarea({"rows": 3}), max_length=20_000
        )
        self.fields["url"] = forms.CharField(label=_("Where it was read"), required=False, max_length=1000)
