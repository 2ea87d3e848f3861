"""The pipeline of renewals: made from the ends of terms as lines say them, with what members did about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from banso.platform.attributes.api import attributes_of, rows
from banso.platform.kit.bands import BANDS
from banso.platform.kit.errors import NotFound
from banso.record.customers.api import (
    accounts_by_id,
    contacts_of_accounts,
    current_owners,
    persons_by_id,
    same_accounts_of,
    survivor_ids,
)
from banso.record.revenue.models import Checkpoint, Contract, Line, Period, Renewal, RenewalStage
from banso.record.revenue.queries.contracts import said_of
from banso.record.revenue.queries.ledger import uncollected
from banso.record.revenue.queries.policy import policy
from banso.record.revenue.queries.stretches import stretches
from banso.record.revenue.rules.amending import holding
from banso.record.revenue.rules.facts import Policy, Stretch
from banso.record.revenue.rules.fx import Convert
from banso.record.revenue.rules.mrr import COUNTED
from banso.record.revenue.rules.renewals import (
    CLOSED,
    Standing,
    Window,
    by_currency,
    checkpoint_day,
    last_notice,
    next_term_end,
    standing,
    term_months,
    window,
)
from banso.record.revenue.rules.terms import ONE_DAY, add_months

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Person

_HEALTH = ("health", "health_band")
_DECIDES = "decision_maker"


@dataclass(frozen=True, slots=True)
class Look:
    """One checkpoint of a renewal: when it is due, and what was said at it."""

    months: int
    day: date
    answer: Checkpoint | None
    is_due: bool

    @property
    def is_answered(self) -> bool:
        """Whether a member said how they see it."""
        return self.answer is not None and self.answer.view is not None


@dataclass(frozen=True, kw_only=True)
class Due:
    """The end of a term: what it is worth, how it stands, and what is done about it.

    ``mrr`` is what the lines that end are worth a month by currency, ``then`` what follows them; exact minor units.
    ``score`` and ``band`` (0 to 4) are the account's health now.
    """

    contract: Contract
    account: Account
    term_end: date
    lines: Sequence[Stretch]
    followers: Sequence[Stretch]
    today: date
    policy: Policy
    renewal: Renewal | None = None
    owner: int | None = None
    decision_maker: Person | None = None
    score: float | None = None
    band: int | None = None

    @cached_property
    def mrr(self) -> dict[str, Fraction]:
        """What the lines are worth a month whose term ends; every currency of theirs, in order."""
        return by_currency(self.lines)

    @cached_property
    def then(self) -> dict[str, Fraction]:
        """What follows them, a month."""
        return by_currency(self.followers)

    def worth(self, convert: Convert) -> Fraction:
        """What ends, a month, in one currency at today's rates. Raises :class:`NoRate` where one is missing."""
        return sum((convert(amount, currency, self.today) for currency, amount in self.mrr.items()), Fraction(0))

    @property
    def key(self) -> tuple[str, str]:
        """What stands in its address."""
        return str(self.contract.uid), self.term_end.isoformat()

    @property
    def months(self) -> int:
        """How long the term is that ends."""
        return max(term_months(one.start, one.term_end or self.term_end) for one in self.lines)

    @property
    def usual_end(self) -> date:
        """When the next term ends if it is as long as this one."""
        return add_months(self.term_end, self.months)

    @property
    def notice(self) -> date | None:
        """The day on which notice was given, if it was."""
        return min((one.notice for one in self.lines if one.notice is not None), default=None)

    @property
    def runs_on(self) -> bool:
        """Whether the lines are in force beyond the term unless somebody does something."""
        return self.notice is None and all(one.end is None or one.end > self.term_end for one in self.lines)

    @property
    def last_notice(self) -> date:
        """The last day on which notice can be given."""
        return last_notice(self.term_end, self.contract.notice_days)

    @property
    def notice_days(self) -> int:
        """Days until the last day of notice; negative once it is over."""
        return (self.last_notice - self.today).days

    @property
    def window(self) -> Window:
        """When to step in."""
        return window(self.term_end, self.contract.notice_days, self.policy.checkpoints)

    @property
    def grace_until(self) -> date:
        """The day from which the lines count as lost where nothing follows them."""
        return self.term_end + timedelta(days=self.policy.grace_days)

    @property
    def is_followed(self) -> bool:
        """Whether the lines say themselves what came after the term."""
        return bool(self.followers)

    @property
    def is_changed(self) -> bool:
        """Whether what follows is worth something else, in any currency."""
        now, then = ({one: amount for one, amount in some.items() if amount} for some in (self.mrr, self.then))
        return now != then

    @cached_property
    def stage(self) -> str:
        """How far it is: as a member said, else as the lines tell."""
        if self.renewal is not None and self.renewal.stage in CLOSED:
            return str(self.renewal.stage)
        if self.is_followed:
            return str(RenewalStage.CHANGED if self.is_changed else RenewalStage.RENEWED)
        is_over = self.term_end <= self.today and not self.runs_on
        if is_over and (self.notice is not None or self.grace_until <= self.today):
            return str(RenewalStage.LOST)
        return str(self.renewal.stage if self.renewal is not None else RenewalStage.AHEAD)

    @property
    def stage_name(self) -> str:
        """The stage in the reader's language."""
        return str(RenewalStage(self.stage).label)

    @property
    def is_closed(self) -> bool:
        """Whether it is known how it ended."""
        return self.stage in CLOSED

    @cached_property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing(
            self.term_end,
            self.today,
            notice_days=self.contract.notice_days,
            grace_days=self.policy.grace_days,
            checkpoints=self.policy.checkpoints,
            closed=self.is_closed,
            runs_on=self.runs_on,
            noticed=self.notice is not None,
        )

    @cached_property
    def looks(self) -> list[Look]:
        """Its checkpoints, the earliest first: those of the policy, and others that were answered before it changed."""
        said = {one.months: one for one in self.renewal.checkpoints.all()} if self.renewal else {}
        found = []
        asked = self.policy.checkpoints
        answered = {months for months, one in said.items() if one.view is not None}
        for months in sorted({*asked, *answered}, reverse=True):
            day = checkpoint_day(self.term_end, months)
            answer = said.get(months)
            is_due = day <= self.today and not self.is_closed and months not in answered
            found.append(Look(months, day, answer, is_due))
        return found

    @property
    def waits_for_look(self) -> bool:
        """Whether a checkpoint is due that nobody answered."""
        return any(one.is_due for one in self.looks)


def renewals(first: date, last: date, today: date, *, accounts: Collection[int] | None = None) -> list[Due]:
    """Terms that end from ``first`` to ``last``, those first whose last day of notice comes first.

    Of all accounts or of ``accounts``; a constant number of queries.
    """
    return completed(terms_due(first, last, today, accounts=accounts))


def terms_due(first: date, last: date, today: date, *, accounts: Collection[int] | None = None) -> list[Due]:
    """As :func:`renewals`, without health and who decides: for sums, and to choose those that are shown."""
    wanted = _accounts_with_ends(first, last) if accounts is None else set(accounts)
    if not wanted:
        return []
    policy_ = policy()
    # What ended before has no term that ends now, and follows nothing.
    with uncollected():
        found = _ends(stretches(wanted, since=first), policy_, today)
    chosen = {key: lines for key, lines in found.items() if first <= key[1] <= last}
    dues = _told(chosen, policy_, today)
    return sorted(dues, key=lambda one: (one.last_notice, one.account.sort_key, one.contract.pk))


def completed(dues: Sequence[Due]) -> list[Due]:
    """``dues`` with health and who decides; a constant number of queries."""
    accounts = {one.account.pk for one in dues}
    scores, makers = _scores(accounts), _decision_makers(accounts)
    named = persons_by_id({one.contract.decision_maker_id for one in dues if one.contract.decision_maker_id})
    found = []
    for one in dues:
        score, band = scores.get(one.account.pk, (None, None))
        decides = named.get(one.contract.decision_maker_id or 0) or makers.get(one.account.pk)
        found.append(replace(one, decision_maker=decides, score=score, band=band))
    return found


def looked_at(first: date, last: date) -> set[int]:
    """Accounts of which a checkpoint of a term that ends from ``first`` to ``last`` was answered."""
    answered = Checkpoint.objects.exclude(score_band=None, view=None).filter(renewal__term_end__range=(first, last))
    served = Period.objects.filter(statement__line__contract__in=answered.values("renewal__contract"))
    return set(survivor_ids(set(served.values_list("account_id", flat=True).distinct())).values())


def renewal_of(contract: Contract, term_end: date, today: date) -> Due:
    """The end of this term; raises :class:`NotFound` where none of the contract's lines has it."""
    account = survivor_ids([contract.account_id])[contract.account_id]
    for one in renewals(term_end, term_end, today, accounts=[account]):
        if one.contract.pk == contract.pk:
            return one
    raise NotFound(_("No term of this contract ends on that day."), hint=_("Open the contract to see its terms."))


def lines_due(due: Due) -> list[tuple[Line, Period]]:
    """The lines whose term ends, each with its period of the last day of the term."""
    found = said_of(list(Line.objects.filter(pk__in=[one.line for one in due.lines]).order_by("pk")))
    pairs = []
    for one in found:
        at = holding(one.terms, due.term_end - ONE_DAY)
        period = next((row for row in one.periods if at is not None and row.start == at.start), None)
        if period is not None:
            pairs.append((one.line, period))
    return pairs


def _accounts_with_ends(first: date, last: date) -> set[int]:
    """Accounts whose lines may have a term that ends in the window; more than that, never fewer."""
    ends = Q(term_end__range=(first, last)) | Q(term_end=None, end__range=(first, last))
    renews_itself = Q(statement__line__contract__auto_renews=True, term_end__lt=last, end=None)
    periods = Period.objects.filter(ends | renews_itself, statement__withdrawn_at=None, kind__in=COUNTED)
    named = set(periods.values_list("account_id", flat=True).distinct())
    return set(survivor_ids(named).values())


def _contracts(ids: Collection[int]) -> dict[int, Contract]:
    found: dict[int, Contract] = {}
    every = sorted(set(ids))
    for at in range(0, len(every), 500):
        found.update(Contract.objects.in_bulk(every[at : at + 500]))
    return found


def _ends(
    lines: Iterable[Stretch], policy_: Policy, today: date
) -> dict[tuple[int, date], list[tuple[Stretch, Stretch | None]]]:
    """By contract and day: the lines whose term ends then, each with what follows it."""
    renewing = set(Contract.objects.filter(auto_renews=True).values_list("pk", flat=True))
    by_account: dict[int, list[Stretch]] = defaultdict(list)
    for one in lines:
        if one.kind in COUNTED:
            by_account[one.account].append(one)
    found: dict[tuple[int, date], list[tuple[Stretch, Stretch | None]]] = defaultdict(list)
    for others in by_account.values():
        for one in others:
            end = _term_end(one, policy_, today, auto_renews=one.contract in renewing)
            if end is None:
                continue
            follows = _follower(one, end, others, policy_)
            # What was agreed at the start as the next step of a ramp is no renewal.
            if follows is None or one.term_end is not None:
                found[one.contract, end].append((one, follows))
    return found


def _term_end(one: Stretch, policy_: Policy, today: date, *, auto_renews: bool) -> date | None:
    end = one.term_end or one.end
    if end is None or end <= one.start or (one.end is not None and one.end < end):
        # Without a term; or it was cut before the term was over, and what came then has the term.
        return None
    if auto_renews and one.notice is None and one.end is None:
        return next_term_end(one.start, end, today, policy_.grace_days)
    return end


def _follower(one: Stretch, end: date, others: Iterable[Stretch], policy_: Policy) -> Stretch | None:
    soonest = max(end - timedelta(days=policy_.grace_days), one.start + timedelta(days=1))
    latest = end + timedelta(days=policy_.grace_days)
    for other in others:
        goes_on = other.end is None or other.end > end
        near = soonest <= other.start <= latest
        if other is not one and goes_on and near and (other.line == one.line or other.product == one.product):
            return other
    return None


def _told(
    found: Mapping[tuple[int, date], list[tuple[Stretch, Stretch | None]]],
    policy_: Policy,
    today: date,
) -> list[Due]:
    """What is known of each, with a constant number of queries."""
    contracts = _contracts([pk for pk, _end in found])
    touched = _rows_of([pk for pk, _end in found])
    accounts = {pairs[0][0].account for pairs in found.values()}
    by_id = accounts_by_id(accounts)
    owners = current_owners(accounts)
    dues = []
    for (pk, end), pairs in found.items():
        account = pairs[0][0].account
        dues.append(
            Due(
                contract=contracts[pk],
                account=by_id[account],
                term_end=end,
                lines=tuple(one for one, _follows in pairs),
                # Where one line is followed and another is not, it is not over yet.
                followers=tuple(follows for _one, follows in pairs if follows) if all(f for _o, f in pairs) else (),
                today=today,
                policy=policy_,
                renewal=touched.get((pk, end)),
                owner=owners.get(account),
            )
        )
    return dues


def _rows_of(contracts: Collection[int]) -> dict[tuple[int, date], Renewal]:
    rows_ = Renewal.objects.prefetch_related("checkpoints__answered_by")
    if len(contracts) <= 500:
        rows_ = rows_.filter(contract__in=list(contracts))
    return {(one.contract_id, one.term_end): one for one in rows_.select_related("closed_by")}


def _scores(accounts: Collection[int]) -> dict[int, tuple[float | None, int | None]]:
    """Health by the names of its attributes: who scores is none of this app's business."""
    if not accounts or any(name not in attributes_of("account") for name in _HEALTH):
        return {}
    found = {}
    for row in rows("account", sorted(accounts), list(_HEALTH)):
        band = row["health_band"]
        inside = band is not None and 0 <= band < len(BANDS)
        found[row["id"]] = (row["health"], int(band) if inside else None)
    return found


def _decision_makers(accounts: Collection[int]) -> dict[int, Person]:
    """Who decides at each account, by their role there: of several the one of most influence."""
    whose = same_accounts_of(accounts)
    decide = [one for one in contacts_of_accounts(list(whose)) if one.role == _DECIDES and one.ends is None]
    people = persons_by_id({one.person_id for one in decide})
    decide.sort(key=lambda one: (one.influence or 0, -one.pk))
    return {whose[one.account_id]: people[one.person_id] for one in decide if one.person_id in people}
