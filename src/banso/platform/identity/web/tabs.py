"""The tabs over the pages of settings."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.platform.identity.access import MemberRequest
from banso.platform.identity.roles import MANAGE_MEMBERS, MANAGE_WORKSPACE, VIEW, allowed

Tab = tuple[str, str, bool, None]


def settings_tabs(request: MemberRequest) -> list[Tab]:
    """Label, address, whether it is this page, and no count, of each page this member may see."""
    pages = [
        (VIEW, _("Your settings"), "identity:profile"),
        (VIEW, _("Mails"), "mail:choices"),
        (MANAGE_MEMBERS, _("Members"), "identity:members"),
        (MANAGE_WORKSPACE, _("Workspace"), "identity:workspace"),
        (MANAGE_WORKSPACE, _("Words"), "identity:words"),
        (VIEW, _("Limits"), "workspace:limits"),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    members_page = here.startswith(("identity:member", "identity:invite"))
    return [
        (label, reverse(name), here == name or (name == "identity:members" and members_page), None)
        for permission, label, name in pages
        if allowed(request.member, permission)
    ]
