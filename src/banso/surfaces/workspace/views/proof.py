"""Proof: how good scores and probabilities were."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from banso.judgement.proof.api import SILENT, NothingClosed
from banso.platform.identity.api import VIEW, MemberRequest, requires
from banso.platform.kit.days import last_closed_day
from banso.platform.ui.api import day_in
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.compose.proof import proof_panel, subjects, targets


@requires(VIEW)
@require_safe
def proof(request: MemberRequest) -> HttpResponse:
    """The choice of what to test; its panel is loaded by itself."""
    offered = subjects()
    subject = request.GET.get("subject") or next(iter(offered))
    asked = {key: request.GET[key] for key in ("target", "from", "to") if request.GET.get(key)}
    target = asked.get("target", SILENT)
    page = pages.ProofPage(
        subjects=[pages.Choice(name, label, on=name == subject) for name, label in offered.items()],
        targets=[pages.Choice(name, label, on=name == target) for name, label in targets().items()],
        subject=subject,
        since=asked.get("from", ""),
        until=asked.get("to", ""),
        panel_url=f"{reverse('workspace:proof_panel')}?{urlencode({'subject': subject, **asked})}",
        max_day=last_closed_day(timezone.now(), request.workspace.timezone),
    )
    return render(request, "workspace/proof.html", {"page": page})


@requires(VIEW)
@require_safe
def proof_panel_view(request: MemberRequest) -> HttpResponse:
    """The figures of one subject: a fragment."""
    try:
        panel = proof_panel(
            request.GET.get("subject", ""),
            now=timezone.now(),
            first=day_in(request, "from"),
            last=day_in(request, "to"),
            target=request.GET.get("target") or SILENT,
        )
    except NothingClosed as nothing:
        return render(request, "workspace/_proof_none.html", {"nothing": nothing})
    return render(request, "workspace/_proof_panel.html", {"panel": panel})
