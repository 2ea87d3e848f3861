"""Every model says itself which of its fields hold personal data, if only that none does."""

from tests.architecture import house


def declared():
    return [model for model in house.own_models() if not model._meta.auto_created and not model._meta.proxy]


def test_every_model_declares():
    wrong = [model._meta.label for model in declared() if "personal_data" not in vars(model)]
    assert not wrong, f"Add `personal_data: ClassVar[tuple[str, ...]] = (…)`: {wrong}"


def test_declared_fields_exist():
    wrong = [
        f"{model._meta.label}.{name}"
        for model in declared()
        for name in vars(model).get("personal_data", ())
        if name not in {field.name for field in model._meta.get_fields()}
    ]
    assert not wrong


def test_obvious_fields_are_declared():
    """A field of this name holds personal data, whatever its author thought."""
    obvious = {"email", "phone", "first_name", "last_name"}
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in declared()
        for field in model._meta.get_fields()
        if field.name in obvious and field.name not in vars(model).get("personal_data", ())
    ]
    assert not wrong
