"""What is looked for on a page: faults of access, of the policy, of layout, of language. Each gives lines to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po
from playwright.sync_api import Page, Response

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# --- what the browser says ---------------------------------------------------------------------------------

_WATCH_POLICY = """
window.brokenPolicy = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.brokenPolicy.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


_PAINTED = "(dark) => document.documentElement.classList.contains('dark') === dark"
# One that ends may start another, in what inherits from it.
_END_TRANSITIONS = """async () => {
  const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
  const running = () => document.getAnimations().filter(ends);
  for (let turn = 0; turn < 10 && running().length > 0; turn += 1) {
    running().forEach((one) => one.finish());
    await new Promise(requestAnimationFrame);
  }
}"""


@dataclass
class Watch:
    """Collects what a page's window complains about, from now on."""

    page: Page
    found: list[str] = field(default_factory=list)
    open_requests: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(_WATCH_POLICY)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        self.page.on("response", self._response)
        self.page.on("request", lambda _request: self._count(1))
        self.page.on("requestfinished", lambda _request: self._count(-1))
        self.page.on("requestfailed", self._failed)

    def take(self) -> list[str]:
        """What was found since the last time, violations of the policy included."""
        violations = self.page.evaluate("() => (window.brokenPolicy ?? []).splice(0)")
        found, self.found = [*self.found, *(f"policy: {one}" for one in violations)], []
        return found

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        quiet = 0
        for _turn in range(600):
            quiet = quiet + 1 if self.open_requests <= 0 else 0
            if quiet >= 3:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{self.page.url} is still loading after 12 seconds")

    def look(self, scheme: str) -> None:
        """Show the page light or dark, with every change of colour at its end."""
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.page.wait_for_function(_PAINTED, arg=scheme == "dark")
        self.settle()
        self.page.evaluate(_END_TRANSITIONS)

    def _count(self, step: int) -> None:
        self.open_requests += step

    def _console(self, message: Any) -> None:
        # The browser repeats every answer of 400 and above, which _response judges.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.found.append(f"{response.request.method} {response.url} answered {response.status}")

    def _failed(self, request: Any) -> None:
        self._count(-1)
        # A file to save, or the page was left: the browser ends these itself.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"{request.method} {request.url} failed: {request.failure}")


def policy(headers: dict[str, str]) -> Iterator[str]:
    """Faults of the Content-Security-Policy of an answer."""
    value = headers.get("content-security-policy", "")
    if "default-src 'self'" not in value:
        yield f"the policy does not start from 'self': {value or 'there is none'}"
    if "unsafe" in value or "*" in value:
        yield f"the policy has holes: {value}"


# --- access ------------------------------------------------------------------------------------------------


@cache
def _axe() -> str:
    assert AXE.exists(), f"{AXE} is missing: run scripts/build_assets.py"
    return AXE.read_text(encoding="utf-8")


_BESIDE_A_MENU = """(target) => {
  const menu = document.querySelector("details[open]:has(> .absolute), details[open]:has(> .fixed)");
  return menu !== null && !menu.contains(document.querySelector(target));
}"""


def axe(page: Page, *, only: Sequence[str] | None = None) -> Iterator[str]:
    """Serious and critical findings of axe-core; the rule of 24 px targets counts as serious too."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    run = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": TAGS}
    # Not its own loading of style sheets: it would break the page's policy.
    options: dict[str, Any] = {"runOnly": run, "resultTypes": ["violations"], "preload": False}
    if not only:
        options["rules"] = {"target-size": {"enabled": True}}
    found = page.evaluate("(options) => axe.run(document, options).then((found) => found.violations)", options)
    for rule in found:
        if rule["impact"] not in {"serious", "critical"} and rule["id"] != "target-size":
            continue
        for node in rule["nodes"][:4]:
            why = (node["any"] + node["all"] + node["none"] or [{"message": ""}])[0]["message"]
            if rule["id"] == "target-size" and page.evaluate(_BESIDE_A_MENU, node["target"][0]):
                continue  # what an open menu lies on, or beside, is no target until it is shut
            yield f"axe {rule['id']} ({rule['impact']}) {node['target']}: {why}: {node['html'][:160]}"


# --- layout ------------------------------------------------------------------------------------------------

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })
    && !element.closest(".sr-only, [aria-hidden=true], .sidebar, svg");
  // What scrolls by itself says so: a table's region or a row of links. What is shortened ends in an ellipsis.
  const scrolls = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.textOverflow === "ellipsis") return true;
      if (/auto|scroll/.test(style.overflowX) && up.matches("[role=region], nav, textarea, pre, select")) return true;
    }
    return false;
  };
  const found = new Set();
  const measure = (where, within) => {
    if (document.documentElement.scrollWidth > width)
      found.add(`${where}the page is ${document.documentElement.scrollWidth} px wide in a window of ${width}`);
    for (const element of within.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      const floats = /absolute|fixed/.test(getComputedStyle(element).position);
      const frame = element.parentElement?.closest("[class*=border], li, td, dialog")?.getBoundingClientRect();
      const leaves = box.right > width + 1 || box.left < -1;
      const sticksOut = !floats && frame?.width && box.right > frame.right + 1;
      if (box.width === 0 || !(leaves || sticksOut)) continue;
      if (!seen(element) || scrolls(element)) continue;
      const text = element.textContent.trim().slice(0, 40);
      found.add(`${where}<${element.tagName} class="${element.className}"> from ${Math.round(box.left)} to `
        + `${Math.round(box.right)} px: ${text}`);
      if (found.size > 8) return;
    }
  };
  measure("", document.body);
  for (const details of document.querySelectorAll("details:not([open])")) {
    if (!seen(details)) continue;
    details.open = true;
    measure(`with “${details.querySelector("summary").textContent.trim().slice(0, 30)}” open: `, details.parentElement);
    details.open = false;
  }
  return [...found];
}"""

_CLIPPED = """() => [...document.querySelectorAll("a, button, th, h1, h2, h3, label, summary, .badge")]
  .filter((element) => {
    const seen = element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
    if (!seen || element.closest(".sr-only, .truncate, svg")) return false;
    const style = getComputedStyle(element);
    return style.overflowX === "hidden" && style.textOverflow !== "ellipsis"
      && element.scrollWidth > element.clientWidth + 1;
  })
  .map((element) => `text is cut off: ${element.textContent.trim().slice(0, 60)}`)"""


def sideways(page: Page) -> list[str]:
    """What sticks out at a side, also with each fold opened; containers that scroll by themselves may be wider."""
    return [*page.evaluate(_TOO_WIDE), *page.evaluate(_CLIPPED)]


# --- language ----------------------------------------------------------------------------------------------

_TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const up = walker.currentNode.parentElement;
    if (!up || up.closest("script, style, noscript, template, code, [lang]:not(html)")) continue;
    texts.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [data-copied]"))
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-copied"])
      if (element.hasAttribute(name) && !element.closest("[lang]:not(html)")) texts.push(element.getAttribute(name));
  texts.push(document.title);
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
_PROSE = re.compile(r"(?:[A-Za-z’']{2,},? ){5,}")
"""So many English words in a row are a sentence."""
_PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-z]|%[sd]|\{\w*(?::[^}]*)?\}")
_WORD = re.compile(r"[A-Za-z]{2,}")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


@cache
def _pairs() -> list[tuple[str, str]]:
    """Every string of the interface in English and Japanese, from catalogues and definitions."""
    found: set[tuple[str, str]] = set()
    for path in (ROOT / "src" / "banso").rglob("locale/ja/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ja"):
                english = [message.id] if isinstance(message.id, str) else list(message.id)
                japanese = str(message.string if isinstance(message.string, str) else next(iter(message.string or ())))
                found |= {(str(one), japanese) for one in english if one and japanese}
    for path in (ROOT / "src" / "banso").rglob("definitions/**/*.yaml"):
        found |= set(_both(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return sorted(found)


def _both(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if {"en", "ja"} <= node.keys() and isinstance(node["en"], str) and isinstance(node["ja"], str):
            yield node["en"], node["ja"]
        for key, value in node.items():
            # The steps of a play become tasks, in the language of who is to do them: somebody's data.
            if key != "steps":
                yield from _both(value)
    elif isinstance(node, list):
        for value in node:
            yield from _both(value)


def _pattern(text: str) -> str:
    """The text with anything where its placeholders are."""
    parts = _PLACEHOLDER.split(" ".join(text.split()))
    return ".{0,80}?".join(re.escape(part.replace("%%", "%")) for part in parts)


@cache
def _foreign(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """What must not be read in ``language``: a pattern of phrases, and words that may not stand alone."""
    phrases, words = set(), set()
    # “PDF” is what both say, although “As PDF” is no more than that in Japanese.
    own = {english if language == "en" else japanese for english, japanese in _pairs()}
    for english, japanese in (one for one in _pairs() if one[0] != one[1]):
        text = english if language == "ja" else japanese
        bare = _PLACEHOLDER.sub(" ", text)
        # Of Japanese it takes four letters in one piece: “から…まで” is in many a sentence that a customer wrote.
        longest = max(len(_JAPANESE.findall(part)) for part in _PLACEHOLDER.split(text))
        is_phrase = len(_WORD.findall(bare)) >= 2 if language == "ja" else longest >= 4
        if is_phrase:
            phrases.add(_pattern(text))
        elif bare == text and len(text) > 2 and text not in own:
            words.add(text)
    longest_first = sorted(phrases, key=len, reverse=True)
    edge = r"(?<![A-Za-z])(?:%s)(?![A-Za-z])" if language == "ja" else "(?:%s)"
    return re.compile(edge % "|".join(longest_first)), frozenset(words)


def mixed_language(page: Page, language: str) -> list[str]:
    """Texts of the interface that are in the other language."""
    phrases, words = _foreign(language)
    texts = dict.fromkeys(page.evaluate(_TEXTS))
    return [
        f"in {language} it says “{text[:120]}”"
        for text in texts
        if text in words or phrases.search(text) or (language == "ja" and _PROSE.search(text))
    ]
