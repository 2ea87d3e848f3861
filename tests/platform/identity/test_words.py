"""The page of words: said in both languages, refused with what was typed, taken back; and the whole product follows."""

import json
import re
from typing import Any

import pytest

from banso.platform.journal.api import history
from banso.platform.kit.words import TERMS
from banso.platform.tenancy.api import Workspace
from banso.record.customers.api import create_account
from banso.surfaces.cli.app import run
from tests.cast import browser_of
from tests.surfaces.routes import routes
from tests.surfaces.things import SECRET, contract_of, record_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R144")]


def typed(**said: str) -> dict[str, str]:
    return {name.replace("__", "."): text for name, text in said.items()}


def test_words_are_saved_and_taken_back(cast):
    browser = browser_of(cast.owner)
    answer = browser.post(
        "/words", typed(account__en="client", account__ja="お客様", csm__en="advisor", csm__ja="担当"), follow=True
    )
    text = answer.content.decode()
    place = Workspace.objects.get(pk=cast.workspace.pk)
    assert place.words == {"account": {"en": "client", "ja": "お客様"}, "csm": {"en": "advisor", "ja": "担当"}}
    assert "お客様" in text
    (change,) = history("workspace", place.pk)
    assert change.actor == cast.owner.pk
    assert f"/words/back/{change.uid}" in text
    assert "お客様" in browser.get("/accounts/").content.decode()
    assert "お客様" not in browser_of(cast.stranger).get("/accounts/").content.decode(), (
        "the other company keeps its own"
    )
    browser.post(f"/words/back/{change.uid}")
    place.refresh_from_db()
    assert place.words == {}


@pytest.mark.parametrize(
    "said",
    [
        {"account__en": "client"},
        {"account__ja": "客"},
        {"account__plural": "clients"},
        {"account__en": "<b>x</b>", "account__ja": "客"},
        {"account__en": "x" * 41, "account__ja": "客"},
    ],
)
def test_what_is_wrong_is_said_and_stays(cast, said):
    answer = browser_of(cast.owner).post("/words", typed(**said))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Workspace.objects.get(pk=cast.workspace.pk).words == {}


def test_only_who_manages_the_workspace_says_its_words(cast):
    for member, code in ((cast.csm, 403), (cast.viewer, 403)):
        assert browser_of(member).get("/words").status_code == code
        assert browser_of(member).post("/words", {}).status_code == code


_LABELS = re.compile(r"<(title|h1|h2|h3|th|label|legend|nav|summary)\b[^>]*>(.*?)</\1>", re.DOTALL)
OTHER_SENSE = ("Shown, in this order", "in the order in which", "Does this order hit?", "In order of")


def pages(cast, now) -> list[str]:
    """Every address without arguments, and those about the things of an account."""
    account = create_account(SECRET, now=now)
    things = {"account": account, **contract_of(account, cast, now), **record_of(account, cast, now)}
    samples = {kind: one.uid for kind, one in things.items()}
    known = [one for one in routes() if one.permission not in (None, "public")]
    return [one.address(samples) for one in known if set(one.things) <= set(samples)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_menu_title_heading_column_or_label_says_a_standard_word(cast, language, now):
    addresses = pages(cast, now)
    said: dict[str, Any] = {term: {"en": f"zz{n}", "plural": f"zzz{n}", "ja": f"語{n}"} for n, term in enumerate(TERMS)}
    Workspace.objects.filter(pk=cast.workspace.pk).update(words=said, language=language)
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(language=language)
    if language == "en":
        words = "|".join(f"{one.en}|{one.plural}" for one in TERMS.values())
        standard = re.compile(rf"(?<![\w/_.-])(?:{words})(?![\w_/-])", re.IGNORECASE)
    else:
        standard = re.compile("|".join(one.ja for one in TERMS.values()))
    browser = browser_of(cast.owner)
    found, seen = [], 0
    for address in addresses:
        answer = browser.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        for _tag, inner in _LABELS.findall(text):
            plain = re.sub(r"<[^>]+>", " ", inner)
            for other in OTHER_SENSE:
                plain = plain.replace(other, "")
            seen += 1
            if standard.search(plain) and address != "/words":
                found.append((address, _tag, " ".join(plain.split())[:120]))
    assert seen > 1_000
    assert not found, found


def test_the_command_says_and_changes_them(cast, capsys):
    def said(*words: str) -> dict[str, Any]:
        assert run(["words", *words, "-w", cast.workspace.slug, "--json"]) == 0
        return {one["term"]: one for one in json.loads(capsys.readouterr().out)}

    assert said("list")["csm"] == {"term": "csm", "en": "CSM", "plural": "CSMs", "ja": "CSM", "changed": False}
    changed = said("set", "account", "--en", "company", "--ja", "会社")["account"]
    assert (changed["en"], changed["plural"], changed["ja"], changed["changed"]) == (
        "company",
        "companies",
        "会社",
        True,
    )
    assert said("set", "order", "--en", "buy", "--plural", "buyings", "--ja", "購買")["order"]["plural"] == "buyings"
    assert set(Workspace.objects.get(pk=cast.workspace.pk).words) == {"account", "order"}
    assert not said("set", "account")["account"]["changed"]
    for wrong in (("set", "gift", "--en", "x", "--ja", "x"), ("set", "account", "--en", "x")):
        assert run(["words", *wrong, "-w", cast.workspace.slug]) == 1
        assert "Traceback" not in capsys.readouterr().err
