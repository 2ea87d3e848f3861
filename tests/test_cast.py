"""The cast itself: everybody is where they belong."""

from banso.platform.identity.api import Member, Role


def test_the_scope_of_the_workspace_is_active(cast):
    assert set(Member.objects.all()) == set(cast.members)
    assert [member.role for member in cast.members] == [Role.OWNER, Role.MANAGER, Role.CSM, Role.VIEWER]


def test_the_stranger_belongs_elsewhere(cast):
    assert cast.stranger.workspace == cast.elsewhere != cast.workspace
