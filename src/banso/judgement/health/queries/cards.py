"""The scorecard in force, and any version of any scorecard."""

from collections.abc import Collection, Iterable
from pathlib import Path

from banso.judgement.health.rules import Card, read_card
from banso.judgement.metrics.api import KIND as METRIC
from banso.platform.definitions.api import Body, Definition, active, get

KIND = "scorecard"
SHIPPED = Path(__file__).parent.parent / "definitions"
STARTER = "starter"
PLAY = "play"
NEED_PLAY = ("critical", "poor")
"""Bands that ask for something to be done."""


def definition_in_force() -> Definition:
    """The scorecard that makes an account's health: the workspace's newest own one, else the starter."""
    cards = active(KIND)
    own = {card.created_at: card for card in cards.values() if card.created_at is not None}
    return own[max(own)] if own else cards[STARTER]


def card_in_force() -> Card:
    """The card of `definition_in_force`."""
    return card_from(definition_in_force())


def card_named(slug: str, version: int | None = None) -> Card:
    """A scorecard by slug, its active version unless one is given; raises NotFound."""
    return card_from(get(KIND, slug, version))


def card_from(definition: Definition) -> Card:
    """The card a definition describes; its version is the definition's."""
    return read_card({**definition.body, "slug": definition.slug, "version": definition.version})


def uses(body: Body) -> Iterable[tuple[str, str]]:
    """The metrics and plays a scorecard names."""
    plays = dict.fromkeys(plays_of(body).values())
    return [*((METRIC, str(entry["metric"])) for entry in body["metrics"]), *((PLAY, slug) for slug in plays)]


def plays_of(body: Body) -> dict[str, str]:
    """``{band: play}``: what is proposed for an account in a band when no signal proposes anything."""
    return {str(band): str(slug) for band, slug in (body.get("plays") or {}).items()}


def play_for_band(band: str | None) -> str:
    """The play that the card in force names for a band; empty for none, and where the score is withheld."""
    return plays_of(definition_in_force().body).get(band or "", "")


def bands_without_play(body: Body, plays: Collection[str]) -> list[str]:
    """The bands in which something should be done and for which the card names none of ``plays``."""
    named = plays_of(body)
    return [band for band in NEED_PLAY if named.get(band) not in plays]
