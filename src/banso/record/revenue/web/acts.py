"""Taking back what one has just done with contracts and renewals."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from banso.platform.identity.api import WORK, MemberRequest, requires
from banso.platform.journal.api import undo_change
from banso.platform.ui.api import go_back, say_undone
from banso.record.revenue.queries.acts import find_act


@requires(WORK)
@require_POST
def take_back(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take back everything of one's own act; what somebody has changed since stays as it is."""
    now = timezone.now()
    left = 0
    with transaction.atomic():
        for change in reversed(find_act(uid, request.member)):
            left += len(undo_change(change, now).conflicts)
    say_undone(request, left)
    return go_back(request)
