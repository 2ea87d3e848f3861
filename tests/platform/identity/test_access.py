"""Every page of identity asks the same questions: for whom it works, and what everybody else sees."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from banso.platform.identity.api import APPROVE, DEFINE, MATRIX, PERMISSIONS, Role, allowed, requires
from tests.cast import browser_of

PAGES = {
    "members": {"GET": "manage_members"},
    "invite": {"POST": "manage_members"},
    "member_link": {"POST": "manage_members"},
    "member_role": {"POST": "manage_members"},
    "member_deactivate": {"POST": "manage_members"},
    "member_reactivate": {"POST": "manage_members"},
    "profile": {"GET": "view", "POST": "view"},
    "workspace": {"GET": "manage_workspace", "POST": "manage_workspace"},
    "switch": {"POST": "view"},
}
ABOUT_A_MEMBER = ("member_link", "member_role", "member_deactivate", "member_reactivate")
CASES = [(name, method, permission) for name, methods in PAGES.items() for method, permission in methods.items()]


def address(name, cast):
    return reverse(f"identity:{name}", args=[cast.csm.uid] if name in ABOUT_A_MEMBER else [])


@pytest.mark.parametrize(("name", "method", "permission"), CASES)
def test_nobody_is_sent_to_the_log_in(cast, name, method, permission):
    where = address(name, cast)
    answer = Client().generic(method, where)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={where}")


@pytest.mark.parametrize(("name", "method", "permission"), CASES)
def test_the_role_decides(cast, name, method, permission):
    for member in cast.members:
        status = browser_of(member).generic(method, address(name, cast)).status_code
        assert (status == 403) != allowed(member, permission), (member.role, status)


@pytest.mark.parametrize(("name", "methods"), list(PAGES.items()))
def test_other_methods_are_refused(cast, name, methods):
    for method in {"GET", "POST", "PUT", "DELETE"} - set(methods):
        assert browser_of(cast.owner).generic(method, address(name, cast)).status_code == 405, method


@pytest.mark.parametrize("name", ABOUT_A_MEMBER)
def test_another_workspaces_member_does_not_exist(cast, name):
    assert browser_of(cast.stranger).post(address(name, cast)).status_code == 404
    cast.csm.refresh_from_db()
    assert (cast.csm.role, cast.csm.deactivated_at) == (Role.CSM, None)


def test_a_fragment_sends_the_whole_page_to_the_log_in(cast):
    answer = Client().get(address("members", cast), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("account_login"))


def test_the_refusal_says_why_and_who_helps(cast):
    text = browser_of(cast.viewer).get(address("members", cast)).content.decode()
    assert "閲覧者" in text
    assert "オーナー" in text


def test_a_log_in_without_a_workspace_is_told_so(cast, now):
    cast.csm.deactivated_at = now
    cast.csm.save()
    answer = browser_of(cast.csm).get(address("profile", cast), headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert "belongs to no workspace" in answer.content.decode()


def test_forms_need_their_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner.login)
    assert browser.post(address("member_deactivate", cast)).status_code == 403


def test_the_matrix_is_the_documented_one():
    from banso.platform.identity import roles

    table = [line.split() for line in (roles.__doc__ or "").splitlines() if line.split(" ")[0] in PERMISSIONS]
    assert {row[0] for row in table} == set(PERMISSIONS)
    for name, *marks in table:
        assert [name in MATRIX[role] for role in Role] == [mark == "yes" for mark in marks], name


def test_each_role_may_do_what_the_next_may():
    steps = [MATRIX[role] for role in Role if role is not Role.EXECUTIVE]
    assert all(more >= less for more, less in itertools.pairwise(steps))


@pytest.mark.requirement("R48")
def test_who_defines_does_not_approve():
    assert [role.value for role in Role if {DEFINE, APPROVE} <= MATRIX[role]] == ["owner"]
    assert [role.value for role in Role if APPROVE in MATRIX[role]] == ["owner", "executive"]


def test_a_permission_that_does_not_exist_is_a_mistake(cast):
    with pytest.raises(KeyError):
        allowed(cast.owner, "edit_acounts")
    with pytest.raises(KeyError):
        requires("edit_acounts")


def test_nobody_and_the_deactivated_may_do_nothing(cast, now):
    assert not allowed(None, DEFINE)
    cast.owner.deactivated_at = now
    assert not any(allowed(cast.owner, permission) for permission in PERMISSIONS)
