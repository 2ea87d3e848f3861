"""What the values of definitions are called where people read and change them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from banso.record.customers.api import WatchKind
from banso.record.revenue.api import class_name
from banso.record.work.api import tier_name, tiers

_LANGUAGES = {"en": gettext_lazy("in English"), "ja": gettext_lazy("in Japanese")}


def label(path: str, rule: str = "") -> str:
    """The value at ``path`` of a body in words; its own name where nobody has written any."""
    name = path.removeprefix("parameters.")
    if name.startswith("reasons."):
        class_, slug, language = name.split(".")[1:4]
        words = {"class": class_name(class_), "reason": slug, "language": _LANGUAGES[language]}
        return _("Reason, %(class)s: %(reason)s (%(language)s)") % words
    if name.startswith("terms."):
        _terms, term, language = name.split(".")
        return _("What a %(term)s is called (%(language)s)") % {"term": term, "language": _LANGUAGES[language]}
    return _of_rule().get((rule, name)) or _of_all().get(name, name)


def shown(path: str, value: Any) -> str:
    """The value itself as people read it."""
    name = path.removeprefix("parameters.")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "tone":
        return dict(tones()).get(str(value), str(value))
    if name == "tiers":
        known = tiers()
        return _(", ").join(tier_name(known[one]) if one in known else str(one) for one in value)
    if name == "kinds":
        kinds = {str(key): str(text) for key, text in WatchKind.choices}
        return _(", ").join(kinds.get(str(one), str(one)) for one in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def tones() -> list[tuple[str, str]]:
    """How grave a signal is: the value that definitions keep, and what people call it."""
    return [
        ("risk", pgettext("tone", "Risk")),
        ("warn", pgettext("tone", "Watch out")),
        ("info", pgettext("tone", "For your information")),
        ("good", pgettext("tone", "Good news")),
    ]


def _of_all() -> dict[str, str]:
    return {
        "name.en": _("Name in English"),
        "name.ja": _("Name in Japanese"),
        "description.en": _("Description in English"),
        "description.ja": _("Description in Japanese"),
        "chance": _("Chance that Today counts with"),
        "tone": _("Tone"),
        "play": _("Play proposed"),
        "plays.critical": _("Play proposed in the band critical"),
        "plays.poor": _("Play proposed in the band poor"),
        "scope": _("Only accounts of this segment"),
        "tiers": _("Only for accounts in these tiers"),
        "owner": _("Owner"),
        "cadence_days": _("A touch is due every, days"),
        "after_days": _("It begins after, days"),
        "bands": _("By so many bands they differ"),
        "capacity": _("Accounts on Today for everybody together"),
        "default_chance": _("Chance that Today counts with where none is known"),
        "done_days": _("What is done stays away for, days"),
        "end_below": _("Fall below which it ends, as a logarithm (0.35: to 70%)"),
        "engaged_weeks": _("Engaged: used in at least, of 13 weeks"),
        "cancel": _("When MRR is lost: end_of_period or on_notice"),
        "dunning_days": _("Days for which a line that is past due stays in force"),
        "fx": _("Movements are converted at the opening_rate of the month or the event_rate of the day"),
        "gross_margin": _("Gross margin, percent"),
        "checkpoints": _("Months before the end of a term at which a renewal is looked at"),
        "pause": _("A pause is a downsell, a row of its own (own_row), or nothing (ignore)"),
        "gone_days": _("Gone: without use for, days"),
        "grace_days": _("Days of grace after the due day"),
        "help_share": _("Share of cases in which help changes the outcome"),
        "keep_days": _("It is told for, days"),
        "kinds": _("Kinds of events on the watch list"),
        "min_base_events": _("Events needed before, to compare with"),
        "min_days": _("Silent for at least, days"),
        "min_gaps": _("Gaps needed before one can say what is usual"),
        "min_peers": _("Other accounts needed to compare with"),
        "min_share": _("Makes at least this share of the use"),
        "min_touches": _("Touches needed to say so"),
        "min_week_share": _("Share of weeks that must have use"),
        "quantile": _("Share of the earlier gaps that were shorter"),
        "threshold": _("Fall from which it begins, as a logarithm (0.69: to a half)"),
        "urgent_days": _("Urgent: begun within, days"),
        "urgent_factor": _("What is urgent counts, times"),
        "window_days": _("Looks back, days"),
    }


def _of_rule() -> dict[tuple[str, str], str]:
    """Where one name means something of its own under a rule."""
    return {
        ("revenue_policy", "grace_days"): _("Days within which a renewal may still come"),
        ("never_started", "after_days"): _("It begins so many days after the account became known"),
        ("no_sponsor", "after_days"): _("It begins after so many days without a sponsor"),
        ("sponsor_silent", "after_days"): _("It begins after so many days without a touch with the sponsor"),
        ("silence", "min_days"): _("Without use for at least, days"),
    }
