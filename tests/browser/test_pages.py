"""Every page, in both languages, light and dark, wide and narrow: nothing serious, nothing forbidden, nothing foreign.

Pages come from the URL patterns; states that no address alone shows are in states.py.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser import checks
from tests.browser.conftest import NARROW, TABLET, WIDE, Enter
from tests.browser.product import Asker, Product
from tests.browser.states import STATES, State
from tests.surfaces.routes import Route, routes

LANGUAGES = ("ja", "en")
OWNERS = {"ja": "oda", "en": "owens"}
ALL_ROUTES = routes()
NOBODY = "nobody"
# All rules once; afterwards what another size or look can break. None is all, () is none.
COLOUR = ("color-contrast", "link-in-text-block")
RULES: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("wide", "light"): None,
    ("wide", "dark"): COLOUR,
    ("narrow", "light"): ("target-size", "scrollable-region-focusable"),
    ("narrow", "dark"): (),
    # The whole matrix is for the night.
    ("phone", "light"): None,
    ("phone", "dark"): COLOUR,
    ("tablet", "light"): None,
    ("tablet", "dark"): COLOUR,
}
Askers = dict[str | None, Asker]


@pytest.mark.requirement("R170", "B16")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", ALL_ROUTES, ids=[route.name for route in ALL_ROUTES])
def test_a_page_of_its_own_address(
    product: Product, askers: Askers, enter: Enter, artefacts: Path, route: Route, language: str
):
    address = route.address(samples_of(product, language))
    who = who_sees(askers, address, language)
    if who is not NOBODY:
        page = enter(who, language)
        look_at(page, address, artefacts / f"{route.name.replace(':', '.')}.{language}", language)


def samples_of(product: Product, language: str) -> dict[str, str]:
    """One of each thing, with the links of somebody who reads that language."""
    links = {"token": "reset", "calendar": "calendar", "stop": f"stop_{language}"}
    return {
        **product.samples,
        # A meeting is seen by whose calendar it is in.
        "meeting": product.samples[f"meeting_{language}"],
        **{kind: product.links[link].rpartition("/")[2] for kind, link in links.items()},
    }


def who_sees(askers: Askers, address: str, language: str) -> str | None:
    """Who sees a page there: somebody who is not logged in (None), else the owner, else nobody."""
    for who in (None, OWNERS[language]):
        if askers[who].sees_a_page(address):
            return who
    return NOBODY


@pytest.mark.requirement("R170", "B16")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_page_in_a_state(product: Product, enter: Enter, artefacts: Path, state: State, language: str):
    page = enter(state.who[language] if state.who else None, language)
    address = state.address(product)
    look_at(page, address, artefacts / f"{state.name}.{language}", language, prepare=state.prepare, status=state.status)


def look_at(
    page: Page,
    address: str,
    picture: Path,
    language: str,
    *,
    prepare: Callable[[Page], None] = lambda page: None,
    status: int = 200,
) -> None:
    """Open the page and fail with everything that is wrong with it."""
    watch = checks.Watch(page)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, f"{address} answered {answer.status}"
    watch.settle()
    prepare(page)
    watch.settle()
    problems = [*checks.policy(answer.headers), *checks.mixed_language(page, language)]
    if page.locator("html").get_attribute("lang") != language:
        problems.append("<html lang> is another language")
    problems += looks(page, watch, picture, {"wide": WIDE, "narrow": NARROW})
    assert not problems, f"{address} in {language}:\n" + "\n".join(problems)


def looks(page: Page, watch: checks.Watch, picture: Path, sizes: Mapping[str, ViewportSize]) -> list[str]:
    """Pictures of the page in each size, light and dark, and what is wrong with them."""
    found = []
    for size, viewport in sizes.items():
        page.set_viewport_size(viewport)
        if size in {"narrow", "phone"}:
            # As tall as the page: what floats at the foot of a window then hides nothing.
            tall = max(viewport["height"], page.evaluate("() => document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": viewport["width"], "height": tall})
        for scheme in ("light", "dark"):
            watch.look(scheme)
            found += watch.take()
            if (rules := RULES[size, scheme]) != ():
                found += [f"[{size}, {scheme}] {one}" for one in checks.axe(page, only=rules)]
            if scheme == "light":
                found += [f"[{size}] {one}" for one in checks.sideways(page)]
            name = f"{picture.name}.{viewport['width']}.{scheme}.png"
            page.screenshot(path=picture.parent / name, full_page=True)
        watch.look("light")
    return found


@pytest.mark.nightly
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", ALL_ROUTES, ids=[route.name for route in ALL_ROUTES])
def test_a_page_on_phone_and_tablet(
    product: Product, askers: Askers, enter: Enter, artefacts: Path, route: Route, language: str
):
    address = route.address(samples_of(product, language))
    who = who_sees(askers, address, language)
    if who is NOBODY:
        return
    page = enter(who, language)
    watch = checks.Watch(page)
    page.goto(address)
    watch.settle()
    sizes = {"phone": NARROW, "tablet": TABLET}
    problems = looks(page, watch, artefacts / f"{route.name.replace(':', '.')}.{language}", sizes)
    assert not problems, f"{address} in {language}:\n" + "\n".join(problems)
