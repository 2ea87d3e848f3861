"""The links of members that a file has invited."""

from __future__ import annotations

import csv
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banso.platform.identity.api import MANAGE_MEMBERS, MemberRequest, invited_by, new_link, requires
from banso.platform.journal.api import find_batch
from banso.platform.kit.sheets import plain


@requires(MANAGE_MEMBERS)
@never_cache
@require_POST
def links(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A fresh link for everybody who has not come in yet, as a file: shown this once, since only hashes are kept."""
    batch, now = find_batch(uid), timezone.now()
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="invitations-{batch.pk}.csv"'},
    )
    writer = csv.writer(answer)
    writer.writerow([plain(one) for one in (_("E-mail"), _("Name"), _("Link"), _("Good until"))])
    for member in invited_by(batch):
        made = new_link(member, by=request.member, now=now)
        until = timezone.localtime(made.expires_at).strftime("%Y-%m-%d %H:%M")
        cells = [member.login.email, member.name, request.build_absolute_uri(made.path), until]
        writer.writerow([plain(one) for one in cells])
    return answer
