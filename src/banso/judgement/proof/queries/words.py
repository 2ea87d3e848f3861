"""A verdict in the reader's language: never a figure without its interval and its counts."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banso.judgement.proof.rules import MINIMUM_LOSSES, Figures
from banso.platform.ui import formats

_REASONS: dict[str, Promise] = {
    "wide": gettext_lazy("the interval is too wide"),
    "chance": gettext_lazy("it could be chance"),
    "line": gettext_lazy("it does not rank better than the line"),
}


def verdict_text(found: Figures, *, line_auc: float | None = None, target: str = "silent") -> str:
    """The verdict of a back-test in one or two sentences, ready to be copied; `target` is what counts as a loss."""
    language = get_language() or "en"
    counts = {"n": formats.number(found.n, language), "events": formats.number(found.events, language)}
    if found.verdict.code == "too_few" or found.auc is None or found.auc_interval is None:
        text = _("%(events)s losses in %(n)s rows: too few to judge (%(needed)s are needed). Look at the cases.")
        return text % (counts | {"needed": formats.number(MINIMUM_LOSSES, language)})
    words = counts | {
        "auc": _auc(found.auc, language),
        "low": _auc(found.auc_interval[0], language),
        "high": _auc(found.auc_interval[1], language),
    }
    if found.verdict.code == "not_shown":
        reasons = _("; ").join(str(_REASONS[reason]) for reason in found.verdict.reasons)
        return _(
            "Not shown to work yet: %(reasons)s. AUC %(auc)s (95%% interval %(low)s to %(high)s; "
            "%(events)s losses in %(n)s rows)."
        ) % (words | {"reasons": reasons}) + _beside(line_auc, language)
    text = _(
        "It ranks later silence: AUC %(auc)s (95%% interval %(low)s to %(high)s; %(events)s losses in %(n)s rows)."
    )
    if target == "churned":
        text = _(
            "It ranks lost contracts: AUC %(auc)s (95%% interval %(low)s to %(high)s; %(events)s losses in %(n)s rows)."
        )
    return text % words + _against(found, line_auc, language)


def _auc(value: float, language: str) -> str:
    return formats.number(value, language, digits=3)


def _beside(line_auc: float | None, language: str) -> str:
    if line_auc is None:
        return ""
    return " " + _("The line: %(line)s.") % {"line": _auc(line_auc, language)}


def _against(found: Figures, line_auc: float | None, language: str) -> str:
    difference, interval = found.verdict.difference, found.verdict.difference_interval
    if difference is None or interval is None or line_auc is None:
        return " " + _("This is the line itself.")
    words = {
        "line": _auc(line_auc, language),
        "difference": formats.number(difference, language, digits=3, signed=True),
        "low": formats.number(interval[0], language, digits=3, signed=True),
        "high": formats.number(interval[1], language, digits=3, signed=True),
    }
    if interval[0] > 0:
        text = _("Better than the line (%(line)s): %(difference)s (95%% interval %(low)s to %(high)s).")
    else:
        text = _("Not shown to be better than the line (%(line)s): %(difference)s (95%% interval %(low)s to %(high)s).")
    return " " + text % words
