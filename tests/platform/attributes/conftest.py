"""A world of accounts for the lists: the subject's own columns and every kind of slot."""

from collections.abc import Iterator

import pytest

from banso.platform.attributes import registry
from banso.platform.attributes.api import Attribute, Choice, Subject, declare, declare_subject

BANDS = ("critical", "poor", "fair", "good", "strong")


@pytest.fixture
def declared() -> Iterator[None]:
    """The subject ``account`` with declarations of these tests alone."""
    kept = registry.snapshot()
    registry.restore(({}, {}, {}))
    declare_subject(Subject(name="account", table="customers_account", hidden_by=("merged_into_id", "archived_at")))
    declare(
        Attribute(
            key="name",
            subject="account",
            type="text",
            label="Name",
            column="name",
            fold_column="name_fold",
            sort_column="sort_key",
        ),
        Attribute(key="industry", subject="account", type="text", label="Industry", column="industry"),
        Attribute(key="size", subject="account", type="number", label="Size", column="size"),
        Attribute(key="yearly_value", subject="account", type="money", label="Yearly value", column="yearly_value"),
        Attribute(key="notice_by", subject="account", type="date", label="Notice by", column="notice_by"),
        Attribute(key="health", subject="account", type="number", label="Health", source="health"),
        Attribute(
            key="band",
            subject="account",
            type="choice",
            label="Band",
            choices=tuple(Choice(band, band) for band in BANDS),
            source="health",
        ),
        Attribute(key="spend", subject="account", type="money", label="Spend"),
        Attribute(key="last_seen", subject="account", type="date", label="Last seen"),
        Attribute(key="nickname", subject="account", type="text", label="Nickname"),
        Attribute(key="homepage", subject="account", type="link", label="Homepage"),
        Attribute(key="is_pilot", subject="account", type="bool", label="Pilot"),
        Attribute(key="never_written", subject="account", type="number", label="Never written"),
    )
    yield
    registry.restore(kept)
