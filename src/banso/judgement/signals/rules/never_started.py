"""Never started: an account became known and nobody has used the product since."""

from dataclasses import dataclass

import numpy as np

from banso.judgement.signals.rules.episodes import OPEN, Episodes, gather
from banso.judgement.signals.rules.history import History


@dataclass(frozen=True, slots=True)
class NeverStarted:
    """Parameters of the rule.

    It begins ``after_days`` after the account became known, when there was no event until then, and
    ends with the first event ("started") or ``gone_days`` after the account became known ("gone").
    """

    after_days: int = 14
    gone_days: int = 180

    def episodes(self, history: History, first: int) -> Episodes:
        """Episodes known at ``history.until`` that hold on some day from ``first`` on.

        Evidence: known (day).
        """
        used = history.starts[:-1] < history.starts[1:]
        started = np.full(len(history.accounts), OPEN)
        started[used] = history.row_day[history.starts[:-1][used]]
        began = history.known + self.after_days
        end = np.minimum(started, history.known + self.gone_days)
        holds = (began < end) & (began <= history.until) & (end > first)
        began, end, started = began[holds], end[holds], started[holds]
        over = end <= history.until
        return gather(
            history.accounts[holds],
            began,
            np.where(over, end, OPEN),
            np.where(over, np.where(started == end, "started", "gone"), ""),
            {"known": history.known[holds]},
        )
