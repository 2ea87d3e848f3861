"""Why an account's score is what it is on a day, and why it changed since another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from banso.judgement.health.queries.cards import card_in_force, card_named
from banso.judgement.health.queries.scope import inside
from banso.judgement.health.queries.scores import HEALTH
from banso.judgement.health.queries.sentences import Names, sentence
from banso.judgement.health.rules import Card, Explanation, Row, explain
from banso.judgement.metrics.api import Frame, catalogue, computed_day, stored

Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class AccountExplanation:
    """The explanation of an account's health as of `day`, and of its change since `since`.

    `card` made the score of the day, `card_since` that of the earlier day; they may be two versions.
    """

    account_id: int
    day: date
    since: date | None
    card: Card
    card_since: Card | None
    found: Explanation
    names: Names
    values_since: Values | None
    """What the metrics of both cards were on the earlier day."""

    def text(self, row: Row) -> str:
        """A row in words, in the active language."""
        return sentence(row, self.names)

    def to_json(self) -> dict[str, Any]:
        """The stable form of `banso explain --json`."""
        found = self.found
        return {
            "score": found.now.score,
            "score_since": found.since.score if found.since else None,
            "change": found.change,
            "coverage": found.now.coverage,
            "parts": [
                {
                    "metric": row.metric,
                    "cause": row.cause,
                    "value": row.value,
                    "points": row.points,
                    "contribution": row.contribution,
                    "change": row.change,
                    "text": self.text(row),
                }
                for row in found.rows
            ],
        }


def explain_account(account_id: int, day: date, since: date | None = None) -> AccountExplanation:
    """Explain health as of the end of `day` and, with `since`, its change from that day's end.

    Each day is explained by the card that made its score, with the values known then.
    """
    return explain_accounts([account_id], day, since)[account_id]


def explain_accounts(account_ids: Sequence[int], day: date, since: date | None = None) -> dict[int, AccountExplanation]:
    """`explain_account` for several accounts, reading each day once."""
    cards = _cards_of(day, account_ids)
    cards_since = _cards_of(since, account_ids) if since is not None else {}
    # The split needs every metric of all versions on both days.
    used = {id(card): card for card in [*cards.values(), *cards_since.values()]}.values()
    slugs = list(dict.fromkeys(slug for card in used for slug in card.slugs))
    values, values_since = _values(account_ids, day, since, slugs)
    names = {slug: metric.name for slug, metric in catalogue().items()}
    return {
        one: AccountExplanation(
            one,
            day,
            since,
            cards[one],
            cards_since.get(one),
            explain(cards[one], values[one], cards_since.get(one), values_since.get(one)),
            names,
            values_since.get(one),
        )
        for one in account_ids
    }


def _cards_of(day: date, account_ids: Sequence[int]) -> dict[int, Card]:
    """The card that made each account's score on ``day``."""
    made_by = computed_day(day).versions.get(HEALTH)
    general = card_named(made_by["slug"], made_by["version"]) if made_by else card_in_force()
    found = dict.fromkeys(account_ids, general)
    ids = np.array(account_ids, dtype=np.int64)
    rows = Frame(ids, np.full(len(ids), np.datetime64(day, "D")), {})
    # The first of them that fits did it: the last one written here.
    for one in reversed((made_by or {}).get("scoped", [])):
        card = card_named(one["slug"], one["version"])
        mask = inside(one["segment"], rows, one["segment_version"])
        found |= dict.fromkeys(ids[mask].tolist(), card)
    return found


def _values(
    account_ids: Sequence[int], day: date, since: date | None, slugs: Sequence[str]
) -> tuple[dict[int, Values], dict[int, Values]]:
    """The values of ``slugs`` on both days, which :func:`_card_of` has made sure are computed."""
    days = [day] if since is None else [day, since]
    given = stored(list(dict.fromkeys(days)), slugs, accounts=account_ids)
    dates = given.days.astype("datetime64[D]").tolist()
    place = {(int(account), at): row for row, (account, at) in enumerate(zip(given.accounts, dates, strict=True))}

    def on(at: date) -> dict[int, Values]:
        nothing: Values = dict.fromkeys(slugs)
        return {
            one: {slug: _known(given.values[slug][place[one, at]]) for slug in slugs} if (one, at) in place else nothing
            for one in account_ids
        }

    return on(day), on(since) if since is not None else {}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
