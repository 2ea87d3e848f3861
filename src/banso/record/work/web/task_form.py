"""The form of a task: everything a person sets by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.api import Member, members
from banso.platform.kit.errors import BansoError, NotFound
from banso.record.customers.api import get_account, people_of_account
from banso.record.work.models import Priority, Task, TaskKind
from banso.record.work.queries.task_links import open_signals_of, signal_words
from banso.record.work.queries.task_words import RECURRENCES
from banso.record.work.rules.recurrence import usual
from banso.record.work.web.naming import only_one_called, people_choices

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

_DONE: Final = "[x]"
DAY = {"type": "date"}


def account_of(text: str) -> Account | None:
    """The account that ``text`` means: its uid, an external id or its name; None for an empty text.

    Raises :class:`forms.ValidationError` where none, or more than one, is called so.
    """
    wanted = text.strip()
    if not wanted:
        return None
    try:
        return get_account(wanted)
    except BansoError as error:
        if not isinstance(error, NotFound):
            raise forms.ValidationError(error.message) from error
    named = only_one_called(wanted)
    if named is None:
        raise forms.ValidationError(_("There is no account “%(text)s”.") % {"text": wanted[:60]})
    return named


class AccountField(forms.CharField):
    """An account by name; its value is the account, or None."""

    def __init__(self, *, current: Account | None = None, **options: Any) -> None:
        self.current = current
        super().__init__(
            max_length=400,
            widget=forms.TextInput({"list": "accounts-named", "autocomplete": "off", "data-suggest": "accounts-named"}),
            **options,
        )

    def clean(self, value: Any) -> Any:
        """The account; an untouched name means the one that is there, whoever else is called so."""
        text = super().clean(value)
        return self.current if self.current and text.strip() == self.current.name else account_of(text)


class MemberField(forms.ChoiceField):
    """One of the members; its value is the member, or None."""

    def __init__(self, *, current: Member | None = None, empty: str = "", **options: Any) -> None:
        known = [*members(), *([current] if current else [])]
        self.known = {str(one.uid): one for one in known}
        choices = [(uid, one.name) for uid, one in self.known.items()]
        super().__init__(choices=[("", empty), *choices] if empty else choices, **options)

    def clean(self, value: Any) -> Any:
        """The member."""
        return self.known.get(super().clean(value))


class PersonField(forms.ChoiceField):
    """One of an account's people; its value is the person, or None."""

    def __init__(self, account: Account | None, *, current: Person | None = None, **options: Any) -> None:
        found = [one.person for one in people_of_account(account.pk)] if account else []
        self.known = {str(one.uid): one for one in [*found, *([current] if current else [])]}
        super().__init__(choices=[("", "—"), *people_choices(self.known)], required=False, **options)

    def clean(self, value: Any) -> Any:
        """The person."""
        return self.known.get(super().clean(value))


class SignalField(forms.TypedChoiceField):
    """One of an account's open signals; its value is the signal's id, or None."""

    def __init__(self, account: Account | None, *, current: int | None = None, **options: Any) -> None:
        choices = open_signals_of(account.pk) if account else []
        if current and current not in dict(choices) and (words := signal_words(current)):
            choices = [*choices, (current, words)]
        shown = [("", "—"), *((str(pk), words) for pk, words in choices)]
        super().__init__(choices=shown, coerce=int, empty_value=None, required=False, **options)


class TaskForm(forms.Form):
    """A new task, or one that is there."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    due = forms.DateField(label=gettext_lazy("Due"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), coerce=int, choices=list(reversed(Priority.choices))
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=TaskKind.choices)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes it takes"), required=False, min_value=1, max_value=24 * 60)
    detail = forms.CharField(
        label=gettext_lazy("Details"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4})
    )
    steps = forms.CharField(
        label=gettext_lazy("Checklist"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("One thing a line; [x] in front of what is done."),
    )

    field_order = (
        "title", "account", "person", "signal", "owner", "due", "priority", "recurrence", "kind", "minutes", "detail",
        "steps",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, task: Task | None = None, initial: Mapping[str, Any] | None = None) -> None:
        self.task = task
        super().__init__(data, initial=_values(task) | dict(initial or {}))
        self.fields["account"] = AccountField(
            label=_("Account"), required=False, current=task.account if task else None
        )
        whose = self.account_meant()
        self.fields["person"] = PersonField(whose, current=task.person if task else None, label=_("Person"))
        self.fields["signal"] = SignalField(whose, current=task.signal_id if task else None, label=_("Signal"))
        self.fields["owner"] = MemberField(label=_("Owner"), current=task.owner if task else None)
        self.fields["recurrence"] = forms.ChoiceField(
            label=_("Repeats"), required=False, choices=_recurrences(task.recurrence if task else "")
        )
        self.order_fields(self.field_order)

    def clean_steps(self) -> list[dict[str, Any]]:
        """The lines of the checklist."""
        return read_steps(self.cleaned_data["steps"])

    def changes(self, names: Collection[str]) -> dict[str, Any]:
        """What :func:`change_task` is given for the fields called so."""
        return {"signal_id" if name == "signal" else name: self.cleaned_data[name] for name in names}

    def account_meant(self) -> Account | None:
        """The account whose people and signals can be chosen: the one that is typed, if it is one."""
        typed = self.data.get("account") if self.is_bound else self.initial.get("account")
        try:
            found: Account | None = self.fields["account"].clean(typed or "")
        except forms.ValidationError:
            return None
        return found


def read_steps(text: str) -> list[dict[str, Any]]:
    """The checklist that a text of lines is: ``[x] title`` is done."""
    steps = []
    for line in text.splitlines():
        title = line.strip()
        done = title.casefold().startswith(_DONE)
        title = title[len(_DONE) :].strip() if done else title.removeprefix("[ ]").strip()
        if title:
            steps.append({"title": title, "done": done})
    return steps


def write_steps(steps: Sequence[Mapping[str, Any]]) -> str:
    """A checklist as lines; :func:`read_steps` reads them back."""
    return "\n".join(f"{_DONE} {step['title']}" if step["done"] else str(step["title"]) for step in steps)


def _values(task: Task | None) -> dict[str, Any]:
    if task is None:
        return {"priority": Priority.NORMAL, "kind": TaskKind.TODO}
    return {
        "title": task.title,
        "account": task.account.name if task.account else "",
        "person": str(task.person.uid) if task.person else "",
        "signal": str(task.signal_id or ""),
        "owner": str(task.owner.uid),
        "due": task.due,
        "priority": task.priority,
        "recurrence": usual(task.recurrence),
        "kind": task.kind,
        "minutes": task.minutes,
        "detail": task.detail or "",
        "steps": write_steps(task.steps),
    }


def _recurrences(rule: str) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [("", _("once")), *RECURRENCES.items()]
    own = usual(rule)
    return choices if not own or own in RECURRENCES else [*choices, (own, own)]


def owner_of(form: TaskForm) -> Member:
    """The member that a valid form names."""
    owner: Member = form.cleaned_data["owner"]
    return owner
