"""Pages in a state that their bare address does not show: filtered, past, empty, refused, with something open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Page

from tests.browser.company import FRESH
from tests.browser.product import Product

OWNERS = {"ja": "oda", "en": "owens"}
CSMS = {"ja": "sato", "en": "smith"}
EMPTY = {"ja": "sutou", "en": "stone"}
VIEWERS = {"ja": "kato", "en": "vogel"}


def stays(page: Page) -> None:
    """Nothing to do."""


@dataclass(frozen=True)
class State:
    """A page: its address with samples in braces, who looks (None: nobody logged in), and what they do first."""

    name: str
    path: str
    who: Mapping[str, str] | None = None
    prepare: Callable[[Page], None] = stays
    status: int = 200

    def address(self, product: Product) -> str:
        """The address in this product."""
        return self.path.format(**product.samples, past=product.past, link=product.links["login"])


def press(*keys: str) -> Callable[[Page], None]:
    """Press keys one after the other."""

    def do(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return do


def click(selector: str) -> Callable[[Page], None]:
    """Click on the first of what the selector finds."""
    return lambda page: page.locator(selector).first.click()


def search(name: str) -> str:
    """The list of accounts with this in their names."""
    return f"/accounts/?q={quote(name)}"


def open_found(page: Page) -> None:
    """Go to the first account of the list."""
    page.locator("[data-item] a[href*='/accounts/']").first.click()
    page.wait_for_url("**/accounts/*-*/")


def fail_to_log_in(page: Page) -> None:
    """Try with a wrong password."""
    page.locator("[name=login]").fill("nobody@ayumi.example")
    page.locator("[name=password]").fill("not the password")
    page.locator("[name=password]").press("Enter")
    page.wait_for_load_state()
    page.locator("[role=alert], .errorlist, [aria-invalid=true]").first.wait_for()


FEW = quote('{"all":[{"attribute":"health","op":"lt","value":40},{"attribute":"tier","op":"eq","value":"mid"}]}')
NONE = quote('{"attribute":"name","op":"eq","value":"nobody is called so"}')

STATES = (
    State("today-of-a-csm", "/", CSMS),
    State("today-of-everybody", "/?all=1", OWNERS),
    State("today-of-the-past", "/?as_of={past}", OWNERS),
    State("today-empty", "/", EMPTY),
    State("today-wrong-because", "/", CSMS, press("j", "w")),
    State("today-keys", "/", CSMS, press("?")),
    State("accounts-filtered", f"/accounts/?filter={FEW}&sort=-yearly_value", OWNERS),
    State("accounts-none-found", f"/accounts/?filter={NONE}", OWNERS),
    State("accounts-bad-filter", "/accounts/?filter=%7B", OWNERS, status=400),
    State("accounts-of-the-past", "/accounts/?as_of={past}", OWNERS),
    State("accounts-empty", "/accounts/", EMPTY),
    State("accounts-condition", "/accounts/", OWNERS, press("f")),
    State("accounts-markup", search("script"), OWNERS),
    State("account-markup", search("script"), OWNERS, open_found),
    State("account-formula", search("HYPERLINK"), OWNERS, open_found),
    State("account-long-name", search("とても長い"), OWNERS, open_found),
    State("account-never-used", search(FRESH["sato"]), OWNERS, open_found),
    State("account-of-the-past", "/accounts/{account}/?as_of={past}", OWNERS),
    State("account-of-a-viewer", "/accounts/{account}/", VIEWERS),
    State("timeline-searched", "/accounts/{account}/timeline?q=%E9%A0%86%E8%AA%BF", OWNERS),
    State("timeline-none-found", "/accounts/{account}/timeline?q=zzzz", OWNERS),
    State("timeline-of-the-past", "/accounts/{account}/timeline?as_of={past}", OWNERS),
    State("timeline-of-a-viewer", "/accounts/{account}/timeline", VIEWERS),
    State("quality-empty", "/data/quality", EMPTY),
    State("people-empty", "/people/", EMPTY),
    State("touches-empty", "/touches/", EMPTY),
    State("inbox-empty", "/inbox/", EMPTY),
    State("renewals-of-everybody", "/renewals/?whose=all", OWNERS),
    State("renewals-closed", "/renewals/?whose=all&state=closed", OWNERS),
    State("renewals-empty", "/renewals/", EMPTY),
    State("renewal-close", "/renewals/{contract}/{term_end}/", OWNERS, click("a[href$='/close/changed']")),
    State("renewal-look", "/renewals/{contract}/{term_end}/", OWNERS, click("a[href$='/look/6']")),
    State("proposals-of-everybody", "/proposals/?whose=all", OWNERS),
    State("proposals-won", "/proposals/?whose=all&state=won", OWNERS),
    State("proposals-lost", "/proposals/?whose=all&state=lost", OWNERS),
    State("proposals-of-the-past", "/proposals/?whose=all&as_of={past}", OWNERS),
    State("proposals-of-a-viewer", "/proposals/", VIEWERS),
    State("proposals-empty", "/proposals/", EMPTY),
    State("proposal-new", "/proposals/?whose=all", OWNERS, press("c")),
    State("proposal-won", "/proposals/{proposal}/", OWNERS, click("a[href$='/close/won']")),
    State("proposal-lost", "/proposals/{proposal}/", OWNERS, click("a[href$='/close/lost']")),
    State("contract-of-a-viewer", "/contracts/{contract}/", VIEWERS),
    State("contract-amend", "/contracts/{contract}/", OWNERS, click("a[href$='/amend']")),
    State("losses-seen-before", "/losses/", OWNERS, click("#losses summary")),
    State("losses-empty", "/losses/", EMPTY),
    State("orders-empty", "/orders/", EMPTY),
    State("orders-ending", "/orders/?ending=1&kind=device", OWNERS),
    State("orders-without-any", "/orders/?q=zzzz", OWNERS),
    State("proof-of-silence", "/proof/?subject=model%3Asilence", OWNERS),
    State("proof-empty", "/proof/", EMPTY),
    State("proof-against-contracts", "/proof/?target=churned", OWNERS),
    State("forecast-empty", "/forecast/", EMPTY),
    State("forecast-scenario", "/forecast/?churn=-20&hires=1", OWNERS),
    State("forecast-bad-scenario", "/forecast/?churn=abc", OWNERS, status=422),
    State("revenue-empty", "/revenue/", EMPTY),
    State("revenue-of-the-past", "/revenue/?as_of={past}", OWNERS),
    State("revenue-by-quarter-and-group", "/revenue/?step=quarter&group=tier&as_was=1&unit=contract", OWNERS),
    State("revenue-movements", "/revenue/", OWNERS, click("tfoot a")),
    State("revenue-options", "/revenue/", OWNERS, click("header details:nth-of-type(2) summary")),
    State("definitions-changed-since", "/definitions/?state=changed", OWNERS),
    State("definitions-without-any", "/definitions/?state=asked&q=zzzz", OWNERS),
    State("definition-approved", "/definitions/rate/nrr_cohort/", VIEWERS),
    State("definition-changed-since", "/definitions/tier/mid/", OWNERS),
    State("definition-asked-for", "/definitions/rate/arpa/", OWNERS),
    State("revenue-filtered-by-product", f"/revenue/?group=product&net=1&filter={FEW}", OWNERS),
    State("revenue-of-nobody", f"/revenue/?filter={NONE}", OWNERS),
    State("revenue-view", "/revenue/?group=tier", OWNERS, click("[data-open=view]")),
    State("revenue-filter", "/revenue/", OWNERS, click("[data-open=filter]")),
    State("renewals-view", "/renewals/?whose=all", OWNERS, click("[data-open=view]")),
    State("losses-view-of-a-viewer", "/losses/", VIEWERS, click("[data-open=view]")),
    State("forecast-view", "/forecast/", OWNERS, click("[data-open=view]")),
    State("targets-empty", "/targets/", EMPTY),
    State("costs-empty", "/costs/", EMPTY),
    State("costs-of-a-viewer", "/costs/", VIEWERS),
    State("book-of-a-csm", "/book/", CSMS),
    State("data-empty", "/data/", EMPTY),
    State("menu-of-a-person", "/", OWNERS, click("aside footer summary")),
    State("log-in-refused", "/account/login/", None, fail_to_log_in),
    State("one-time-link", "{link}"),
    State("not-found", "/nothing/here", OWNERS, status=404),
    State("not-allowed", "/workspace", VIEWERS, status=403),
    State("not-a-day", "/?as_of=tomorrow", OWNERS, status=400),
)
