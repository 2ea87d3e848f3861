"""The checks themselves: each sees the fault it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import checks
from tests.browser.conftest import NARROW

POLICY = "default-src 'self'"
Show = Callable[[str], tuple[Page, checks.Watch]]


@pytest.fixture
def show(browser: Browser):
    """``show(markup)`` is a page with it, under the product's policy, and its watch. Nothing else answers."""
    context = browser.new_context(viewport=NARROW)

    def open_page(markup: str) -> tuple[Page, checks.Watch]:
        page = context.new_page()
        watch = checks.Watch(page)

        def answer(route: Route) -> None:
            if route.request.url.endswith("/page"):
                head = "<!doctype html><html lang='en'><title>Probe</title>"
                html = f"{head}<body><main><h1>Probe</h1>{markup}</main></body>"
                route.fulfill(
                    body=html, content_type="text/html; charset=utf-8", headers={"content-security-policy": POLICY}
                )
            else:
                route.fulfill(status=404)

        page.route("**/*", answer)
        page.goto("http://127.0.0.1:9/page")
        watch.settle()
        return page, watch

    yield open_page
    context.close()


def test_a_sound_page_has_no_fault(show: Show):
    page, watch = show("<p>Nothing is wrong here.</p>")
    assert [*watch.take(), *checks.axe(page), *checks.sideways(page), *checks.mixed_language(page, "en")] == []


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p style='color: red'>x</p>", "policy: style-src-attr"),
        ("<script>1</script>", "policy: script-src-elem"),
        ("<img alt='' src='https://evil.example/x.png'>", "policy: img-src"),
        ("<img alt='' src='/gone.png'>", "answered 404"),
    ],
)
def test_the_watch_sees_what_is_forbidden_or_missing(show: Show, markup: str, said: str):
    _page, watch = show(markup)
    assert any(said in line for line in watch.take())


def test_the_watch_sees_scripts_that_fail(show: Show):
    page, watch = show("")
    page.evaluate("() => { setTimeout(() => missing(), 0); console.error('broken'); }")
    page.wait_for_timeout(100)
    found = watch.take()
    assert any("missing is not defined" in line for line in found)
    assert any("console error: broken" in line for line in found)
    assert watch.take() == []


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<img src='/page'>", "image-alt"),
        ("<input>", "label"),
        ("<button></button>", "button-name"),
        ("<font color='#eeeeee'>hardly to be seen</font>", "color-contrast"),
    ],
)
def test_axe_sees_what_keeps_people_out(show: Show, markup: str, rule: str):
    page, _watch = show(markup)
    assert any(f"axe {rule} " in line for line in checks.axe(page))


@pytest.mark.parametrize(
    "markup",
    [
        "<table width='500'><tr><td>wide</td></tr></table>",
        "<details><summary>more</summary><table width='500'><tr><td>wide</td></tr></table></details>",
    ],
)
def test_what_sticks_out_is_seen_also_behind_a_fold(show: Show, markup: str):
    page, _watch = show(markup)
    assert checks.sideways(page)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "Help these first"),
        ("ja", "It is 7 days since 31 Mar that nobody whom we know of has used anything here"),
        ("ja", "Accounts"),
        ("en", "先に助けるお客様"),
    ],
)
def test_a_text_in_the_other_language_is_seen(show: Show, language: str, text: str):
    page, _watch = show(f"<p>{text}</p>")
    assert any(text[:20] in line for line in checks.mixed_language(page, language))


def test_data_in_another_language_is_no_fault(show: Show):
    page, _watch = show("<p>Quiet Works Ltd</p><p lang='en'>Help these first</p><code>silence_180d</code>")
    assert checks.mixed_language(page, "ja") == []


@pytest.mark.parametrize("value", ["", "default-src 'self'; style-src 'unsafe-inline'", "default-src *"])
def test_a_policy_with_holes_is_seen(value: str):
    assert list(checks.policy({"content-security-policy": value}))
