"""Tenancy is proved: every model belongs to a workspace and is scoped by its manager, or is listed here."""

import pytest

from banso.platform.tenancy.api import ScopedManager, WorkspaceModel
from tests.architecture import house

# Each entry says why it belongs to no workspace. An entry that is no longer needed fails.
OUTSIDE = {
    "tenancy.Workspace": "is the workspace",
    "identity.Login": "one person may be a member of several workspaces",
    "identity.OneTimeLink": "who follows it is in no workspace yet",
}


def models():
    return {model._meta.label: model for model in house.own_models()}


def test_every_model_belongs_to_a_workspace():
    wrong = [
        label for label, model in models().items() if not issubclass(model, WorkspaceModel) and label not in OUTSIDE
    ]
    assert not wrong, f"Derive from WorkspaceModel: {wrong}"


def test_the_list_is_not_stale():
    known = models()
    stale = [label for label in OUTSIDE if label not in known or issubclass(known[label], WorkspaceModel)]
    assert not stale


def test_every_manager_is_scoped():
    wrong = [
        f"{label}: {manager.name}"
        for label, model in models().items()
        if issubclass(model, WorkspaceModel)
        for manager in [model._base_manager, *model._meta.managers]
        if not isinstance(manager, ScopedManager)
    ]
    assert not wrong, f"Use ScopedManager, and Meta(WorkspaceModel.Meta) for related rows: {wrong}"


@pytest.mark.parametrize("label", sorted(OUTSIDE))
def test_exceptions_have_a_reason(label):
    assert OUTSIDE[label].strip()
