"""What import contracts cannot see: relations between models are imports in disguise."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.architecture import house


def relations() -> Iterator[tuple[str, str, "models.Field[Any, Any]"]]:
    """(package of the model, package of the related model, field) of each relation between two of our apps."""
    for model in house.own_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field) and field.is_relation and field.related_model:
                other = apps.get_app_config(field.related_model._meta.app_label)
                if other.name.startswith("banso.") and other.label != model._meta.app_label:
                    own = apps.get_app_config(model._meta.app_label)
                    yield house.package(own), house.package(other), field


def test_every_app_is_placed():
    missing = [app.name for app in house.own_apps() if house.package(app) not in house.ranks()]
    assert not missing, f"Place these in the contracts of pyproject.toml: {missing}"


def test_relations_point_down():
    wrong = [
        f"{field.model._meta.label}.{field.name} → {other}"
        for own, other, field in relations()
        if not house.is_lower(other, own)
    ]
    assert not wrong, f"A relation may only point to a strictly lower app: {wrong}"


def test_no_reverse_accessor_crosses_apps():
    wrong = [
        f"{field.model._meta.label}.{field.name}"
        for _own, _other, field in relations()
        if field.remote_field and not field.remote_field.hidden
    ]
    assert not wrong, f'Say related_name="+": account.score_set is an upward import. {wrong}'


@pytest.mark.parametrize(
    ("below", "above", "lower"),
    [
        ("platform.tenancy", "record.customers", True),
        ("record.customers", "record.work", True),
        ("record.work", "record.customers", False),
        ("judgement.health", "judgement.forecasts", False),
        ("judgement.forecasts", "judgement.health", False),
        ("record.usage", "platform.ui", False),
        ("platform.kit", "platform.ui", True),
        ("engagement.plays", "judgement.metrics", False),
    ],
)
def test_the_order_is_read_from_the_contracts(below, above, lower):
    assert house.is_lower(below, above) is lower
