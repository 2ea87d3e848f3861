"""Definitions: the catalogue for all, the form with a dry run, rolling back, and custom fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banso.judgement.metrics import api as metrics
from banso.platform.attributes import api as attributes
from banso.platform.attributes.api import KIND_NAMES, KINDS
from banso.platform.definitions import api as definitions
from banso.platform.identity.api import APPROVE, DEFINE, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import go_back, say
from banso.surfaces.workspace.compose import definition_forms as forms
from banso.surfaces.workspace.compose import definitions as compose
from banso.surfaces.workspace.compose.definition_approvals import STATE_NAMES

_SUBJECT = "account"


@requires(VIEW)
@require_safe
def catalogue(request: MemberRequest) -> HttpResponse:
    """Every definition in force: what numbers, signals, segments, tiers and plays mean."""
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:100]
    state = request.GET.get("state", "")
    state = state if state in STATE_NAMES else ""
    asked = {
        "parts": compose.catalogue(kind, words, state),
        "state": state,
        "states": STATE_NAMES.items(),
        "kinds": compose.kinds(),
        "kind": kind,
        "words": words,
        "waiting": compose.waiting(),
        "can_define": allowed(request.member, DEFINE),
    }
    return render(request, "workspace/definitions.html", asked)


@requires(VIEW)
@require_safe
def definition(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """One definition: what it says, who uses it, its versions."""
    asked = {
        "page": compose.definition_page(kind, slug),
        "can_define": allowed(request.member, DEFINE),
        "can_approve": allowed(request.member, APPROVE),
    }
    return render(request, "workspace/definition.html", asked)


@requires(VIEW)
@require_safe
def definition_of(request: MemberRequest, key: str) -> HttpResponse:
    """The definition of an attribute of lists, wherever it stands: a metric, a segment, a card."""
    if key.startswith(metrics.PREFIX):
        return HttpResponseRedirect(reverse("workspace:definition", args=[metrics.SEGMENT, key[len(metrics.PREFIX) :]]))
    if key in metrics.catalogue():
        return HttpResponseRedirect(reverse("workspace:definition", args=["metric", key]))
    if key.startswith("health"):
        return HttpResponseRedirect(f"{reverse('workspace:definitions')}?kind=scorecard")
    return HttpResponseRedirect(reverse("workspace:definition_fields"))


@requires(VIEW)
@require_safe
def definition_yaml(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """The definition in force as a file."""
    found = definitions.get(kind, slug)
    name = f"{found.slug}.yaml"
    return HttpResponse(
        found.text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@requires(DEFINE)
@require_http_methods(["GET", "HEAD", "POST"])
def definition_edit(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """The form of a definition: try it, then save it with a reason."""
    form = forms.form_of(kind, slug)
    if request.method != "POST":
        return _form(request, form, 200)
    body = forms.filled(form, request.POST)
    if form.problem:
        return _form(request, form, 422)
    if request.POST.get("do") != "save":
        forms.try_out(form, body)
        return _form(request, form, 200)
    try:
        made = definitions.save(
            kind, body, after=_seen(request), author=request.member.pk, reason=form.reason, now=timezone.now()
        )
    except BansoError as error:
        form.problem = f"{error.message} {error.hint}".strip()
        return _form(request, form, error.status if error.status == 409 else 422)
    back = reverse("workspace:definition_back", args=[kind, slug, form.found.version])
    say(request, _("Saved: %(name)s.") % {"name": made.name}, undo=back)
    return HttpResponseRedirect(reverse("workspace:definition", args=[kind, slug]))


def _seen(request: MemberRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 8 else None


def _names(kind: str) -> list[tuple[str, str]]:
    """Slug and name of the definitions of a kind, by name."""
    found = [(slug, str(one.name)) for slug, one in definitions.active(kind).items()]
    return sorted(found, key=lambda one: one[1].casefold())


def _form(request: MemberRequest, form: forms.DefinitionForm, status: int) -> HttpResponse:
    asked = {"form": form, "plays": _names("play"), "segments": _names(metrics.SEGMENT)}
    return render(request, "workspace/definition_edit.html", asked, status=status)


@requires(DEFINE)
@require_POST
def definition_back(request: MemberRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """Make an earlier version the newest one; version 0 takes the definition out of use."""
    now, author = timezone.now(), request.member.pk
    found = definitions.get(kind, slug)
    if version:
        made = definitions.roll_back(
            kind, slug, version, author=author, reason=_("back to version %(version)s") % {"version": version}, now=now
        )
    else:
        body = {**found.body, "retired": True}
        made = definitions.save(kind, body, after=found.version, author=author, reason=_("out of use"), now=now)
    if kind == metrics.SEGMENT and metrics.latest_day() is not None:
        metrics.refresh_segments(day_of(now, request.workspace.timezone), now, [slug])
    say(request, _("Version %(version)s is in force.") % {"version": made.version})
    if made.retired:
        return HttpResponseRedirect(reverse("workspace:definitions"))
    return HttpResponseRedirect(reverse("workspace:definition", args=[kind, slug]))


@requires(DEFINE)
@require_POST
def definition_upgrade(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """Take the newer shipped default in place of the workspace's own version."""
    made = definitions.take_upgrade(
        kind, slug, author=request.member.pk, reason=_("the newer default"), now=timezone.now()
    )
    say(request, _("Version %(version)s is in force.") % {"version": made.version})
    return HttpResponseRedirect(reverse("workspace:definition", args=[kind, slug]))


@requires(VIEW)
@require_http_methods(["GET", "HEAD"])
def fields(request: MemberRequest) -> HttpResponse:
    """The workspace's own fields of accounts."""
    return _fields(request, {}, "", 200)


@requires(DEFINE)
@require_POST
def field_new(request: MemberRequest) -> HttpResponse:
    """Make a custom field."""
    typed = {name: request.POST.get(name, "").strip()[:4000] for name in ("en", "ja", "type", "unit", "choices")}
    try:
        made = attributes.create_field(
            _SUBJECT,
            type=typed["type"],  # type: ignore[arg-type]  # it says itself which there are
            label={"en": typed["en"], "ja": typed["ja"]},
            now=timezone.now(),
            unit=typed["unit"],
            choices=_choices(typed["choices"]),
        )
    except BansoError as error:
        return _fields(request, typed, f"{error.message} {error.hint}".strip(), 422)
    undo = reverse("workspace:definition_field_retire", args=[made.key])
    say(request, _("The field was made: %(name)s.") % {"name": made.label}, undo=undo)
    return HttpResponseRedirect(reverse("workspace:definition_fields"))


@requires(DEFINE)
@require_POST
def field_change(request: MemberRequest, key: str) -> HttpResponse:
    """Rename a custom field, change its unit, or add choices."""
    given = request.POST
    found = attributes.attributes_of(_SUBJECT).get(key)
    choices = _choices(given.get("choices", "")) if found is not None and found.type == "choice" else None
    attributes.change_field(
        _SUBJECT,
        key,
        now=timezone.now(),
        label={"en": given.get("en", ""), "ja": given.get("ja", "")},
        unit=given.get("unit", ""),
        choices=choices,
    )
    say(request, _("The field was changed."))
    return go_back(request)


@requires(DEFINE)
@require_POST
def field_retire(request: MemberRequest, key: str) -> HttpResponse:
    """Take a custom field out of use; its values stay until another field needs the room."""
    attributes.retire_field(_SUBJECT, key, now=timezone.now())
    undo = reverse("workspace:definition_field_restore", args=[key])
    say(request, _("The field is out of use; its values are kept."), undo=undo)
    return HttpResponseRedirect(reverse("workspace:definition_fields"))


@requires(DEFINE)
@require_POST
def field_restore(request: MemberRequest, key: str) -> HttpResponse:
    """Bring a retired field back."""
    attributes.restore_field(_SUBJECT, key, now=timezone.now())
    say(request, _("The field is in use again."))
    return HttpResponseRedirect(reverse("workspace:definition_fields"))


def _choices(text: str) -> list[dict[str, str]]:
    """Choices, one a line: ``value | English | Japanese``, or the value alone."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if parts[0]:
            names = [part for part in parts[1:] if part] or [parts[0]]
            found.append({"value": parts[0], "en": names[0], "ja": names[-1]})
    return found


def _fields(request: MemberRequest, typed: dict[str, str], problem: str, status: int) -> HttpResponse:
    labels = attributes.attributes_of(_SUBJECT)
    asked: dict[str, Any] = {
        "own": [
            {"row": one, "label": labels[one.key].label, "kind": KIND_NAMES[labels[one.key].type]}
            for one in attributes.own_fields(_SUBJECT)
            if one.key in labels and labels[one.key].source == "custom"
        ],
        "types": [(kind, KIND_NAMES[kind]) for kind in KINDS],
        "typed": typed,
        "problem": problem,
        "can_define": allowed(request.member, DEFINE),
    }
    return render(request, "workspace/definition_fields.html", asked, status=status)
