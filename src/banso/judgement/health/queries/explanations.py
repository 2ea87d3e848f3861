"""Why an account's score is what it is on a day, and why it changed since another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.judgement.health.queries.cards import card_in_force, card_named
from banso.judgement.health.queries.scores import HEALTH
from banso.judgement.health.queries.sentences import Names, sentence
from banso.judgement.health.rules import Card, Explanation, Row, explain
from banso.judgement.metrics.api import book, catalogue, computed_day

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
    card = _card_of(day)
    card_since = _card_of(since) if since is not None else None
    # The split needs every metric of both versions on both days.
    slugs = list(dict.fromkeys([*card.slugs, *(card_since.slugs if card_since else ())]))
    values = _values(account_ids, day, slugs)
    values_since = _values(account_ids, since, slugs) if since is not None else {}
    names = {slug: metric.name for slug, metric in catalogue().items()}
    return {
        one: AccountExplanation(
            one,
            day,
            since,
            card,
            card_since,
            explain(card, values[one], card_since, values_since.get(one)),
            names,
        )
        for one in account_ids
    }


def _card_of(day: date) -> Card:
    made_by = computed_day(day).versions.get(HEALTH)
    return card_named(made_by["slug"], made_by["version"]) if made_by else card_in_force()


def _values(account_ids: Sequence[int], day: date, slugs: Sequence[str]) -> dict[int, Values]:
    given = book(day, slugs, accounts=account_ids)
    place = {int(account): at for at, account in enumerate(given.accounts)}
    nothing: Values = dict.fromkeys(slugs)
    return {
        one: {slug: float(given.values[slug][place[one]]) for slug in slugs} if one in place else nothing
        for one in account_ids
    }
