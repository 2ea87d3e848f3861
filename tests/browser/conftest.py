"""A browser, the running product, and people who have logged in.

The company is built once per test process; each module has a copy of it and a product of its own, so that the order of
modules does not matter. The browser lives per module: while it does, this thread has a running event loop, and Django
would refuse its database to the tests of other folders.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize, sync_playwright

from tests.browser import product as products
from tests.browser.product import Asker, Company, Product

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARTEFACTS = products.ROOT / "artefacts"
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
TABLET: ViewportSize = {"width": 768, "height": 1024}

# In a container the user may be root, which Chromium's own sandbox refuses; and there is no graphics card.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

Enter = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company of tests/browser/company.py."""
    with products.built(tmp_path_factory.mktemp("company")) as made:
        yield made


@pytest.fixture(scope="module")
def product(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with a copy of the company."""
    with products.running(company, tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="module")
def askers(product: Product) -> dict[str | None, Asker]:
    """The owners and somebody who is not logged in, without a browser."""
    return {who: Asker(product, who) for who in ("oda", "owens", None)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium: the machine's own, else the one that Playwright keeps."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None) or playwright.chromium.executable_path
        if not Path(found).exists():
            pytest.skip("there is no Chromium: apt-get install chromium, or .venv/bin/playwright install chromium")
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def cookies() -> dict[str, StorageState]:
    """Log-ins of people who came in before; one log-in each, as log-ins are limited."""
    return {}


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """The windows of one test, closed after it."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def enter(
    browser: Browser, product: Product, cookies: dict[str, StorageState], contexts: list[BrowserContext]
) -> Enter:
    """``enter("sato")`` is a page of hers, logged in; ``enter(None, "ja")`` of somebody who is not."""

    def open_page(who: str | None, language: str = "en", **options: Any) -> Page:
        settings: dict[str, Any] = {
            "base_url": product.url,
            "locale": {"ja": "ja-JP", "en": "en-GB"}[language],
            "viewport": WIDE,
            "color_scheme": "light",
            "reduced_motion": "reduce",
        } | options
        context = browser.new_context(**settings, storage_state=cookies.get(who or ""))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # busy machines answer late
        if who is not None and who not in cookies:
            log_in(page, product, who)
            cookies[who] = context.storage_state()
        return page

    return open_page


def log_in(page: Page, product: Product, who: str) -> None:
    """Log in by the form, and arrive on Today."""
    page.goto("/account/login/")
    page.locator("[name=login]").fill(product.people[who])
    page.locator("[name=password]").fill(product.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*//[^/]+/$"))


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where screenshots are kept; the build machine keeps them with the run."""
    folder = ARTEFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
