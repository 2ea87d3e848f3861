"""The page on which a workspace says what it calls accounts, contracts, orders and others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from banso.platform.identity.access import MemberRequest, requires
from banso.platform.identity.roles import MANAGE_WORKSPACE
from banso.platform.identity.web.tabs import settings_tabs
from banso.platform.identity.workspaces import SUBJECT, BadWords, change_words
from banso.platform.journal.api import act_at, find_act, undo_change
from banso.platform.kit.words import FORMS, MOST_WORD, TERMS, plural_of


class WordsForm(forms.Form):
    """Three fields for each term; empty where the standard word is kept."""

    def __init__(self, data: Any, *, words: dict[str, dict[str, str]]) -> None:
        super().__init__(data)
        for term, standard in TERMS.items():
            said = words.get(term, {})
            usual = {form: getattr(standard, form) for form in FORMS}
            if said:
                usual["plural"] = plural_of(said["en"])
            for form, label in (("en", _("English")), ("plural", _("English, several")), ("ja", _("Japanese"))):
                self.fields[f"{term}.{form}"] = forms.CharField(
                    label=f"{standard.ja if get_language() == 'ja' else standard.en}: {label}",
                    required=False,
                    max_length=MOST_WORD,
                    initial=said.get(form, ""),
                    widget=forms.TextInput(
                        {
                            "class": "input h-8 w-full",
                            "placeholder": usual[form],
                            "autocomplete": "off",
                            "lang": "ja" if form == "ja" else "en",
                        }
                    ),
                )

    def rows(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Each term: its standard words, its fields."""
        return [(one.en, one.ja, [self[f"{term}.{form}"] for form in FORMS]) for term, one in TERMS.items()]

    def words(self) -> dict[str, dict[str, str]]:
        """What a valid form says."""
        found = {
            term: {form: text for form in FORMS if (text := self.cleaned_data[f"{term}.{form}"].strip())}
            for term in TERMS
        }
        return {term: forms for term, forms in found.items() if forms}


@requires(MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def words(request: MemberRequest) -> HttpResponse:
    """What the workspace calls things, in both languages."""
    form = WordsForm(request.POST or None, words=request.workspace.words)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            change_words(form.words(), now)
        except BadWords as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            done = act_at(now, request.member.pk, [SUBJECT])
            undo = reverse("identity:words_back", args=[done[0].uid]) if done else ""
            messages.success(request, _("The words are saved."), extra_tags=undo)
            return HttpResponseRedirect(reverse("identity:words"))
    status = 422 if form.is_bound else 200
    return render(request, "identity/words.html", {"form": form, "tabs": settings_tabs(request)}, status=status)


@requires(MANAGE_WORKSPACE)
@require_POST
def words_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take back one's own change of the words; what was changed since stays as it is."""
    now, left = timezone.now(), 0
    with transaction.atomic():
        for change in find_act(uid, request.member.pk, [SUBJECT]):
            left += len(undo_change(change, now).conflicts)
    messages.success(request, _("Taken back, but for what was changed since.") if left else _("Taken back."))
    return HttpResponseRedirect(reverse("identity:words"))
