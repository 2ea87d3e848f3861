"""The page that says how good scores are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.judgement.proof.api import CHURNED, EVENTS, LINE, SILENT, Backtest, Figures, backtest
from banso.platform.ui import formats
from banso.platform.ui.api import Figure, Rated, Said, calibration, comparison
from banso.record.customers.api import accounts_by_id
from banso.surfaces.workspace import pages

MOST_CASES = 20


def subjects() -> dict[str, str]:
    """What the page offers to test, by name."""
    return {
        "scorecard:starter": _("Health: the starter card"),
        "model:silence": _("Chance of no use in 180 days"),
        f"metric:{LINE}": _("The line: active weeks, halved every 13 weeks"),
        f"metric:{EVENTS}": _("Events in 90 days"),
    }


def targets() -> dict[str, str]:
    """What may count as a loss, by name."""
    return {SILENT: _("against silence"), CHURNED: _("against lost contracts")}


def proof_panel(
    subject: str, *, now: datetime, first: date | None, last: date | None, target: str = SILENT
) -> pages.ProofPanel:
    """A back-test as figures and cases; runs it unless it is kept."""
    found = backtest(subject, now=now, first=first, last=last, target=target)
    is_churn = found.target == CHURNED
    return pages.ProofPanel(
        subject=subjects().get(subject, subject),
        version=found.version,
        first=found.days[0],
        last=found.days[-1],
        snapshots=len(found.days),
        left_out=found.left_out,
        parts=[
            _part(
                found,
                found.everybody,
                _("All accounts"),
                _("with a contract on the day") if is_churn else _("with use in the 90 days before"),
            ),
            _part(
                found, found.engaged, _("Engaged accounts"), _("at least 8 active weeks of 52: where a team can act")
            ),
        ],
        cases=list(_cases(found)),
        is_churn=is_churn,
    )


def _part(found: Backtest, figures: Figures, title: str, note: str) -> pages.ProofPart:
    return pages.ProofPart(
        title=title,
        note=note,
        verdict=found.verdict(figures),
        n=figures.n,
        events=figures.events,
        comparison=_comparison(found, figures),
        calibration=_calibration(figures),
        numbers=list(_numbers(figures)),
    )


def _comparison(found: Backtest, figures: Figures) -> Figure | None:
    if figures.auc is None or figures.auc_interval is None:
        return None
    names = subjects()
    rated = [Rated(names.get(found.subject, found.subject), figures.auc, *figures.auc_interval, strong=True)]
    words = {LINE: _("The line"), EVENTS: _("Events in 90 days")}
    for name, baseline in (figures.baselines or {}).items():
        if found.subject != f"metric:{name}":
            rated.append(Rated(words.get(name, name), baseline.auc, *baseline.auc_interval))
    return comparison(
        rated, label=_("AUC and its 95% interval by method"), name=_("AUC"), language=get_language() or "en"
    )


def _calibration(figures: Figures) -> Figure | None:
    if figures.calibration is None:
        return None
    said = [Said(one.predicted, one.observed, one.low, one.high, one.n) for one in figures.calibration.bins]
    return calibration(said, label=_("Said probability and what happened"), language=get_language() or "en")


def _numbers(figures: Figures) -> Iterator[pages.Fact]:
    language = get_language() or "en"

    def text(value: float | None, digits: int = 3) -> str:
        return formats.number(value, language, digits=digits)

    if figures.auc is None:
        return
    for share in ("5", "10", "20"):
        lift = (figures.lift_at or {}).get(share)
        if lift is not None:
            yield pages.Fact(
                _("The %(share)s%% at most risk") % {"share": share},
                _("%(times)s times the average loss") % {"times": text(lift, 1)},
            )
    yield pages.Fact(_("Average precision"), text(figures.pr_auc))
    if figures.brier is not None:
        yield pages.Fact(_("Brier score"), text(figures.brier), _("0 is perfect"))
        yield pages.Fact(_("Log-loss"), text(figures.log_loss), _("0 is perfect"))
    if figures.calibration is not None and figures.calibration.slope is not None:
        yield pages.Fact(_("Calibration slope"), text(figures.calibration.slope, 2), _("1 is right"))


def _cases(found: Backtest) -> Iterator[pages.ProofCase]:
    language = get_language() or "en"
    shown = found.cases[:MOST_CASES]
    accounts = accounts_by_id([case.account_id for case in shown])
    for case in shown:
        account = accounts.get(case.account_id)
        if account is None:
            continue
        value = (
            formats.percent(case.value, language)
            if found.subject == "model:silence"
            else formats.number(case.value, language, digits=1)
        )
        url = f"{pages.account_url(str(account.uid))}?as_of={case.day.isoformat()}"
        yield pages.ProofCase(account.name, url, case.day, value)
