"""The names under which signals stand in the journal and among definitions, and what lists may ask of them."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.platform.attributes.api import Attribute, Choice, Subject, declare, declare_subject

SIGNAL: Final = "signal"
ANSWER: Final = "signal_answer"
TODAY: Final = "today"

_SIGNALS = """
SELECT g.*, NULLIF(g.end_reason, '') AS why_ended, CAST(a.uid AS TEXT) AS account_uid, a.name AS account,
  a.name_fold AS account_fold, a.sort_key AS account_sort, a.tier AS tier, a.yearly_value AS yearly_value,
  m.name AS owner, w.kind AS answer
FROM signals_signal g
JOIN customers_account a ON a.id = g.account_id
LEFT JOIN customers_assignment s ON s.account_id = a.id AND s.role = 'owner' AND s.ends IS NULL
LEFT JOIN identity_member m ON m.id = s.member_id
LEFT JOIN signals_signalanswer w ON w.id = (SELECT max(x.id) FROM signals_signalanswer x
  WHERE x.signal_id = g.id AND x.undone_at IS NULL)
"""
"""Signals with their account as it is now, and the last answer of a member."""


def declare_signals() -> None:
    """Tell the registry of attributes; called once at start. The rule's choices are a workspace's own: a provider."""
    declare_subject(Subject(name=SIGNAL, table="signals_signal", select=_SIGNALS))
    declare(
        Attribute(
            key="account", subject=SIGNAL, type="text", label=_("Account"),
            column="account", fold_column="account_fold", sort_column="account_sort",
        ),
        Attribute(key="account_uid", subject=SIGNAL, type="text", label=_("Account"), column="account_uid"),
        Attribute(key="owner", subject=SIGNAL, type="text", label=_("Owner"), column="owner"),
        Attribute(
            key="state", subject=SIGNAL, type="choice", label=_("State"), column="state",
            choices=(
                Choice("open", pgettext_lazy("signal", "open")), Choice("muted", pgettext_lazy("signal", "muted")),
                Choice("dismissed", pgettext_lazy("signal", "dismissed")),
                Choice("ended", pgettext_lazy("signal", "ended")),
            ),
        ),
        Attribute(key="began", subject=SIGNAL, type="date", label=_("Since"), column="began"),
        Attribute(key="ended", subject=SIGNAL, type="date", label=_("Ended on"), column="ended"),
        Attribute(
            key="answer", subject=SIGNAL, type="choice", label=_("Last answer"), column="answer",
            choices=(
                Choice("right", pgettext_lazy("answer", "right")), Choice("wrong", pgettext_lazy("answer", "wrong")),
                Choice("dismiss", pgettext_lazy("answer", "does not matter")),
                Choice("done", pgettext_lazy("answer", "done")), Choice("snooze", pgettext_lazy("answer", "later")),
                Choice("mute", pgettext_lazy("answer", "muted")),
                Choice("start", pgettext_lazy("answer", "play started")),
            ),
        ),
        Attribute(
            key="tier", subject=SIGNAL, type="choice", label=_("Touch tier"), column="tier",
            choices=(
                Choice("high", _("High touch")), Choice("mid", _("Mid touch")),
                Choice("tech", _("Tech touch")), Choice("community", _("Community")),
            ),
        ),
        Attribute(
            key="yearly_value", subject=SIGNAL, type="money", label=_("Yearly value"), column="yearly_value"
        ),
        Attribute(
            key="found_at", subject=SIGNAL, type="date", label=_("Noticed on"), column="found_at", moment=True
        ),
    )  # fmt: skip
