"""The command palette: every page of the menu, every action, and names by their beginning or reading."""

import pytest
from django.urls import reverse

from banso.platform.identity.api import allowed
from banso.platform.tenancy.api import scope
from banso.platform.ui.nav import actions, items
from banso.record.customers.api import create_account, create_person, find_accounts, find_persons
from tests.cast import Cast, browser_of
from tests.surfaces.routes import routes


@pytest.fixture
def names(cast: Cast, now) -> None:
    with scope(cast.workspace):
        create_account("北川製作所", now=now, fields={"reading": "きたがわせいさくしょ", "industry": "製造"})
        create_account("株式会社ミナト精機", now=now, fields={"reading": "みなとせいき"})
        create_account("Northlight Foods", now=now)
        create_person("北村 花子", now=now, fields={"reading": "きたむら はなこ"})
    with scope(cast.elsewhere):
        create_account("北の秘密", now=now, fields={"reading": "きたのひみつ"})


@pytest.mark.requirement("R170")
def test_every_page_of_the_menu_and_every_action_stands_in_it(cast, text):
    """So that nobody has to leave the keyboard; the list of addresses says which pages there are."""
    known = {route.name for route in routes()}
    page = text(browser_of(cast.owner).get(reverse("workspace:accounts")))
    palette = page.partition('id="palette"')[2].partition("</dialog>")[0]
    assert items(), "a menu without entries would prove nothing"
    for item in items():
        assert item.url_name in known
        assert f'data-url="{item.url}"' in palette, item.key
    for action in actions():
        assert action.url_name in known
        assert f'data-press="{action.key}"' in palette, action.key


def test_it_offers_nothing_that_is_not_allowed(cast, text):
    page = text(browser_of(cast.viewer).get(reverse("workspace:accounts")))
    palette = page.partition('id="palette"')[2].partition("</dialog>")[0]
    for action in actions():
        assert (f'data-press="{action.key}"' in palette) is allowed(cast.viewer, action.permission)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("北川", "北川製作所"),
        ("きたがわ", "北川製作所"),
        ("キタカワ", "北川製作所"),
        ("きた", "北村 花子"),
        ("ミナト", "株式会社ミナト精機"),
        ("みなと", "株式会社ミナト精機"),
        ("ﾐﾅﾄ", "株式会社ミナト精機"),
        ("north", "Northlight Foods"),
        ("foods", "Northlight Foods"),
        ("はなこ", "北村 花子"),
    ],
)
@pytest.mark.requirement("R170")
def test_names_are_found_by_beginning_and_by_reading(cast, names, text, typed, found):
    page = text(browser_of(cast.viewer).get(reverse("ui:palette"), {"q": typed}))
    assert found in page
    assert 'role="option"' in page
    assert "秘密" not in page


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "%", "_", "zzz", "あ" * 5000, "'"])
def test_what_finds_nothing_finds_nothing(cast, names, text, typed):
    answer = browser_of(cast.viewer).get(reverse("ui:palette"), {"q": typed})
    assert answer.status_code == 200
    assert 'role="option"' not in text(answer)


def test_who_begins_so_stands_before_who_has_it_inside(cast, now):
    with scope(cast.workspace):
        create_account("大阪ガス", now=now, fields={"reading": "おおさかがす"})
        create_account("かがみ堂", now=now, fields={"reading": "かがみどう"})
        assert [one.name for one in find_accounts("かが")] == ["かがみ堂", "大阪ガス"]
        assert find_persons("かが") == []


def test_few_queries_however_many_are_found(cast, now, django_assert_max_num_queries):
    with scope(cast.workspace):
        for number in range(20):
            create_person(f"見本{number}", now=now)
        with django_assert_max_num_queries(3):
            assert len(find_persons("見本")) == 6
