"""The scorecard in force, and any version of any scorecard."""

from collections.abc import Collection, Iterable
from pathlib import Path

from banso.judgement.health.queries.scope import segment_of
from banso.judgement.health.rules import Card, read_card
from banso.judgement.metrics.api import KIND as METRIC
from banso.judgement.metrics.api import SEGMENT, segments_of_account
from banso.platform.definitions.api import Body, Definition, active, get

KIND = "scorecard"
SHIPPED = Path(__file__).parent.parent / "definitions"
STARTER = "starter"
PLAY = "play"
NEED_PLAY = ("critical", "poor")
"""Bands that ask for something to be done."""


def definition_in_force() -> Definition:
    """The scorecard for every account that none of a segment is meant for: the workspace's newest own, else the
    starter.
    """
    cards = active(KIND)
    general = [card for card in cards.values() if not segment_of(card.body)]
    own = {card.created_at: card for card in general if card.created_at is not None}
    return own[max(own)] if own else cards[STARTER]


def definitions_of_segments() -> list[Definition]:
    """The scorecards for accounts of a segment, the newest first: where several fit an account, the first does it."""
    cards = [card for card in active(KIND).values() if segment_of(card.body)]
    return sorted(cards, key=lambda card: (str(card.created_at or ""), card.slug), reverse=True)


def definition_for(account_id: int) -> Definition:
    """The scorecard of an account by the segments it is in now."""
    scoped = definitions_of_segments()
    within = {one.slug for one in segments_of_account(account_id)} if scoped else set()
    return next((card for card in scoped if segment_of(card.body) in within), None) or definition_in_force()


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
    """The metrics, plays and the segment that a scorecard names."""
    plays = dict.fromkeys(plays_of(body).values())
    scope = segment_of(body)
    return [
        *((METRIC, str(entry["metric"])) for entry in body["metrics"]),
        *((PLAY, slug) for slug in plays),
        *([(SEGMENT, scope)] if scope else []),
    ]


def plays_of(body: Body) -> dict[str, str]:
    """``{band: play}``: what is proposed for an account in a band when no signal proposes anything."""
    return {str(band): str(slug) for band, slug in (body.get("plays") or {}).items()}


def play_for_band(band: str | None, account_id: int) -> str:
    """The play that an account's card names for a band; empty for none, and where the score is withheld."""
    return plays_of(definition_for(account_id).body).get(band, "") if band else ""


def bands_without_play(body: Body, plays: Collection[str]) -> list[str]:
    """The bands in which something should be done and for which the card names none of ``plays``."""
    named = plays_of(body)
    return [band for band in NEED_PLAY if named.get(band) not in plays]
