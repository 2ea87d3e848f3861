"""Products and plans as the workspace names and orders them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from banso.platform.journal.api import EXISTS, Change, record
from banso.platform.kit.errors import NotFound, WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean
from banso.record.revenue.actions.state_lines import PLAN, PRODUCT
from banso.record.revenue.models import Plan, Product

MOST_NAME = limit("revenue.product_name", 200, "characters")
MOST_PLACE: Final = 10_000


class BadProduct(WrongField):
    """A product or plan cannot be kept like this; ``field`` says where."""

    code = "bad_product"


def change_product(product: int, changes: Mapping[str, Any], *, now: datetime) -> Change | None:
    """Set name, family, place (its order) or is_service of a product, by id. Raises :class:`BadProduct`."""
    return _change(Product, PRODUCT, product, changes, ("name", "family", "place", "is_service"), now)


def change_plan(plan: int, changes: Mapping[str, Any], *, now: datetime) -> Change | None:
    """Set name or rank (higher ranks are upgrades) of a plan, by id. Raises :class:`BadProduct`."""
    return _change(Plan, PLAN, plan, changes, ("name", "rank"), now)


def create_product(key: str, *, now: datetime, name: str = "") -> Product:
    """A product that nothing sells yet. Raises :class:`BadProduct`."""
    wanted = _text("key", clean(key) or "")
    if Product.objects.filter(key=wanted).exists():
        raise BadProduct("key", _("There is a product “%(key)s” already.") % {"key": wanted})
    with transaction.atomic():
        made = Product.objects.create(
            key=wanted, name=_text("name", clean(name) or wanted), place=Product.objects.count(), created_at=now
        )
        record(subject=PRODUCT, subject_id=made.pk, changes={EXISTS: (False, True)}, now=now)
    return made


def _change(
    model: type[Product | Plan],
    subject: str,
    pk: int,
    changes: Mapping[str, Any],
    known: tuple[str, ...],
    now: datetime,
) -> Change | None:
    if unknown := set(changes) - set(known):
        raise BadProduct(unknown.pop(), _("This cannot be changed."))
    values = {name: _checked(name, value) for name, value in changes.items()}
    with transaction.atomic():
        row: Any = model.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotFound(_("There is no such product."))
        said = {name: (getattr(row, name), value) for name, value in values.items()}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        return record(subject=subject, subject_id=pk, changes=said, now=now)


def _checked(name: str, value: Any) -> Any:
    if name == "name":
        return _text(name, clean(value) or "")
    if name == "family":
        return _text(name, clean(value) or "", needed=False)
    if name == "is_service":
        return bool(value)
    if type(value) is not int or not 0 <= value <= MOST_PLACE:
        raise BadProduct(name, _("Write a whole number from 0 to %(most)s.") % {"most": f"{MOST_PLACE:,}"})
    return value


def _text(field: str, value: str, *, needed: bool = True) -> str:
    if needed and not value:
        raise BadProduct(field, _("The text is missing."))
    if len(value) > MOST_NAME:
        raise BadProduct(field, _("At most %(most)d characters.") % {"most": MOST_NAME})
    return value
