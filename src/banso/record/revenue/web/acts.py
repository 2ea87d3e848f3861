"""Taking back what one has just done with contracts and renewals."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from banso.platform.identity.api import WORK, MemberRequest, requires
from banso.platform.journal.api import act_at
from banso.platform.ui.api import take_back_act

SUBJECTS: Final = (
    "contract", "line", "proposal", "proposal_step", "renewal", "checkpoint", "loss", "order", "product", "plan",
)  # fmt: skip
"""What can be taken back as one act."""


@requires(WORK)
@require_POST
def take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take back everything of one's own act; what somebody has changed since stays as it is."""
    return take_back_act(request, uid, SUBJECTS)


def undo_url(request: MemberRequest, now: datetime) -> str:
    """Where everything that this request did at ``now`` can be taken back; empty where it did nothing."""
    changes = act_at(now, request.member.pk, SUBJECTS)
    return reverse("revenue:take_back", args=[changes[0].uid]) if changes else ""
