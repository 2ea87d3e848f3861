"""Products and plans: their page, what can be changed, and that it can be taken back."""

import pytest

from banso.platform.journal.api import Change, undo_change
from banso.record.revenue.api import BadProduct, change_plan, change_product, create_product, name_plans, name_products
from banso.record.revenue.models import Plan, Product
from tests.cast import browser_of

pytestmark = pytest.mark.django_db


def test_a_product_is_named_ordered_and_taken_back(cast, now):
    browser = browser_of(cast.owner)
    name_products(["core", "care"], now=now)
    care = Product.objects.get(key="care")
    address = f"/products/{care.uid}/edit"
    answer = browser.post(address, {"name": "伴走サポート", "family": "", "place": "1", "is_service": "on"})
    assert answer.status_code == 302
    care.refresh_from_db()
    assert (care.name, care.is_service) == ("伴走サポート", True)
    page = browser.get("/products/").content.decode()
    assert page.index("core") < page.index("伴走サポート")
    undo_change(Change.objects.filter(subject="product", subject_id=care.pk).order_by("-pk")[0], now)
    care.refresh_from_db()
    assert (care.name, care.is_service) == ("care", False)


def test_what_is_wrong_is_said_where_it_is_and_what_was_typed_stays(cast, now):
    product = create_product("core", now=now)
    answer = browser_of(cast.owner).post(f"/products/{product.uid}/edit", {"name": "", "place": "-1"})
    assert answer.status_code == 422
    assert 'value="-1"' in answer.content.decode()
    assert browser_of(cast.csm).post(f"/products/{product.uid}/edit", {"name": "x", "place": "1"}).status_code == 403
    assert "edit" not in browser_of(cast.csm).get("/products/").content.decode().split("<main")[1]
    with pytest.raises(BadProduct):
        create_product("core", now=now)
    with pytest.raises(BadProduct):
        change_product(product.pk, {"place": 1.5}, now=now)


def test_plans_are_ranked_as_they_come_and_a_product_that_nothing_names_goes_with_its_undo(cast, now):
    made = create_product("core", now=now)
    plans = name_plans([(made.pk, "silver"), (made.pk, "gold")], now=now)
    assert list(Plan.objects.order_by("rank").values_list("key", flat=True)) == ["silver", "gold"]
    change_plan(plans[made.pk, "silver"], {"rank": 5}, now=now)
    assert Plan.objects.get(key="silver").rank == 5
    other = create_product("other", now=now)
    undo_change(Change.objects.get(subject="product", subject_id=other.pk), now)
    assert not Product.objects.filter(key="other").exists()
