"""The form of a touch, and what it makes of what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.api import Member, members
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.kit.text import fold
from banso.record.customers.api import find_person, get_account, people_of_account, persons_by_mail
from banso.record.work.actions.log_touch import MOST_BODY, MOST_SUBJECT, NewTouch
from banso.record.work.models import Direction, Sentiment, Touch, TouchKind
from banso.record.work.web.naming import PARTS, account_called, people_choices

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

MINUTES = "%Y-%m-%dT%H:%M"


class TouchForm(forms.Form):
    """A new touch, or one that is there. ``wanted`` is what it says once it is valid."""

    subject = forms.CharField(
        label=gettext_lazy("What it was about"),
        max_length=MOST_SUBJECT,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say in a few words what it was about.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=TouchKind.choices, widget=forms.RadioSelect)
    account_name = forms.CharField(label=gettext_lazy("Account"), required=False, max_length=400)
    account = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=gettext_lazy("Others of theirs"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Names or mail addresses with commas between; tick whom you mean."),
    )
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Of us"), required=False, widget=forms.CheckboxSelectMultiple
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        input_formats=[MINUTES, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        help_text="",
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), required=False, choices=[("", "—"), *Direction.choices]
    )
    sentiment = forms.TypedChoiceField(
        label=gettext_lazy("How it felt"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *Sentiment.choices],
    )
    body = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=MOST_BODY,
        widget=forms.Textarea({"rows": 4}),
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), required=False, max_length=MOST_SUBJECT)
    make_task = forms.BooleanField(label=gettext_lazy("as a task for me"), required=False)
    due = forms.DateField(
        label=gettext_lazy("Due"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, touch: Touch | None = None, now: datetime
    ) -> None:
        self.touch, self.now = touch, now
        super().__init__(data, initial={**(_values(touch) if touch else {}), **(initial or {})})
        self.known_members = {str(one.uid): one for one in members()}
        if touch:
            self.known_members |= {str(one.member.uid): one.member for one in touch.people.all() if one.member}
        self.found_account = self._account_meant()
        self.contacts = people_of_account(self.found_account.pk) if self.found_account else []
        self.known_people = {str(one.person.uid): one.person for one in self.contacts} | self._people_meant()
        self.fields["people"].choices = people_choices(self.known_people)  # type: ignore[attr-defined]
        self.fields["members"].choices = [(uid, one.name) for uid, one in self.known_members.items()]  # type: ignore[attr-defined]

    def clean_account_name(self) -> str:
        """The account is found by its name where it was typed, and must be the only one called so."""
        name: str = self.cleaned_data["account_name"].strip()
        if name and self.found_account is None:
            self.found_account = account_called(name)
        return name

    def clean_at(self) -> datetime:
        """Left empty it is now."""
        return self.cleaned_data["at"] or self.now

    def clean_others(self) -> list[Person]:
        """Persons by mail address, or by name among the account's contacts.

        A word by which somebody was found, who then was ticked, names nobody else.
        """
        ticked = [self.known_people[uid] for uid in self.cleaned_data.get("people", [])]
        names = [fold(f"{one.name} {one.reading}") for one in ticked]
        parts = [part for one in PARTS.split(self.cleaned_data["others"]) if (part := one.strip())]
        by_mail = persons_by_mail([one for one in parts if "@" in one])
        by_name: dict[str, list[Person]] = {}
        for contact in self.contacts:
            for name in {fold(contact.person.name), fold(contact.person.reading)} - {""}:
                by_name.setdefault(name, []).append(contact.person)
        found: list[Person] = []
        unknown: list[str] = []
        for part in parts:
            key = fold(part)
            hits = [by_mail[key]] if key in by_mail else by_name.get(key, [])
            if len(hits) == 1:
                found.append(hits[0])
            elif not any(key in name for name in names):
                unknown.append(part)
        if unknown:
            raise forms.ValidationError(
                _("Nobody here is known as %(names)s. Add them to the account’s people first, or leave them out.")
                % {"names": ", ".join(unknown)}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """A task needs a title; a day alone makes one."""
        values: dict[str, Any] = super().clean() or {}
        if (values.get("make_task") or values.get("due")) and not values.get("next_step"):
            self.add_error("next_step", _("Say what the task is."))
        return values

    @property
    def wants_task(self) -> bool:
        """Whether the next step is to become a task."""
        return bool(self.cleaned_data["make_task"] or self.cleaned_data["due"])

    def wanted(self, *, with_body: bool) -> NewTouch:
        """What the form says; what was said in it only where its writer may read it."""
        values = self.cleaned_data
        people = {one.pk: one for one in [*(self.known_people[uid] for uid in values["people"]), *values["others"]]}
        return NewTouch(
            kind=values["kind"],
            at=self.touch.at if self.touch and "at" not in self.changed_data else values["at"],
            subject=values["subject"],
            account=self.found_account,
            direction=values["direction"] or None,
            body=values["body"] if with_body else None,
            people=list(people.values()),
            members=[self.known_members[uid] for uid in values["members"]],
            sentiment=values["sentiment"],
            next_step=values["next_step"],
        )

    def _account_meant(self) -> Account | None:
        """The chosen account, unless another name was typed over it."""
        uid = self.data.get("account") if self.is_bound else self.initial.get("account")
        if not uid:
            return None
        try:
            found = get_account(str(uid))
        except BansoError:
            return None
        if self.is_bound:
            typed = fold(self.data.get("account_name", "").strip())
            return found if typed == fold(found.name) else None
        self.initial.setdefault("account_name", found.name)
        return found

    def _people_meant(self) -> dict[str, Person]:
        """Those who were chosen and are no contacts: they took part all the same."""
        wanted = self.data.getlist("people") if isinstance(self.data, QueryDict) else self.initial.get("people", [])
        there = {str(one.person.uid) for one in self.contacts}
        found = {}
        for uid in [one for one in wanted if one not in there][:50]:
            try:
                found[str(uid)] = find_person(str(uid))
            except NotFound:
                continue
        return found


def _values(touch: Touch) -> dict[str, Any]:
    rows = list(touch.people.all())
    return {
        "kind": touch.kind,
        "account": str(touch.account.uid) if touch.account else "",
        "account_name": touch.account.name if touch.account else "",
        "people": [str(one.person.uid) for one in rows if one.person],
        "members": [str(one.member.uid) for one in rows if one.member],
        "at": timezone.localtime(touch.at),
        "direction": touch.direction or "",
        "subject": touch.subject,
        "sentiment": touch.sentiment,
        "next_step": touch.next_step or "",
    }


def first_values(member: Member, now: datetime) -> dict[str, Any]:
    """What a new touch begins with."""
    return {"kind": TouchKind.CALL, "at": timezone.localtime(now), "members": [str(member.uid)]}
