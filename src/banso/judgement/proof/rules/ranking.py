"""How well a risk ranks: AUC with its interval, average precision, lift.

A risk is any number that is higher where loss is expected; only its order counts here.
"""

import numpy as np
from numpy.typing import NDArray

REPLICATES = 1000
_FEWEST_REPLICATES = 200
_CELLS = 4_000_000  # cells of replicates x rows held at once, and with it the memory
_WORK = 100_000_000  # cells worth computing in all; past it fewer replicates do, the interval is narrow

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def auc(risk: Floats, lost: Flags) -> float:
    """Chance that a lost row has the higher risk than a kept one, ties half; NaN without both."""
    order, starts = _tie_groups(risk)
    return float(_weighted_auc(np.ones((len(risk), 1)), lost[order], starts)[0])


def bootstrap_auc(risks: list[Floats], lost: Flags, accounts: NDArray[np.int64], seed: int = 0) -> Floats:
    """AUC of each risk in resampled worlds: shape (replicates, risks), accounts drawn with replacement.

    All rows of an account are drawn together, because its quarters resemble each other, and every
    risk sees the same draws, so that differences of columns are paired. Replicates without both
    outcomes are left out.
    """
    names, account = np.unique(accounts, return_inverse=True)
    random = np.random.default_rng(seed)
    rows = max(1, len(lost))
    replicates = int(np.clip(_WORK // rows, _FEWEST_REPLICATES, REPLICATES))
    groups = [_tie_groups(risk) for risk in risks]
    found = []
    while replicates > 0:
        size = min(replicates, max(1, _CELLS // rows))
        replicates -= size
        drawn = random.multinomial(len(names), np.full(len(names), 1 / len(names)), size=size)
        # Accounts as rows: gathering them and summing along them then reads memory in order.
        by_account = np.ascontiguousarray(drawn.T, dtype=np.float64)
        aucs = [_weighted_auc(by_account[account[order]], lost[order], starts) for order, starts in groups]
        found.append(np.column_stack(aucs))
    together = np.concatenate(found)
    whole: Floats = together[~np.isnan(together).any(axis=1)]
    return whole


def _tie_groups(risk: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows by rising risk, and where among them each group of equal risks begins."""
    order = np.argsort(risk, kind="stable")
    inner = risk[order]
    starts = np.flatnonzero(np.concatenate([[True], inner[1:] != inner[:-1]]))
    return order, starts


def _weighted_auc(weights: Floats, lost: Flags, starts: NDArray[np.intp]) -> Floats:
    """AUC per column of `weights` (rows by rising risk x replicates)."""
    losing = weights * lost[:, None]
    if len(starts) < len(lost):
        weights = np.add.reduceat(weights, starts, axis=0)
        losing = np.add.reduceat(losing, starts, axis=0)
    kept = weights - losing
    below = np.cumsum(kept, axis=0)
    pairs = losing.sum(axis=0) * below[-1]
    won = np.einsum("ij,ij->j", losing, below - kept / 2)
    found: Floats = np.divide(won, pairs, out=np.full(len(won), np.nan), where=pairs > 0)
    return found


def average_precision(risk: Floats, lost: Flags) -> float:
    """Area under precision and recall, in steps: sum of (R_n - R_n-1) P_n; NaN without a loss."""
    if not lost.any():
        return float("nan")
    order, starts = _tie_groups(-risk)
    ends = np.append(starts[1:], len(risk)) - 1
    hits = np.cumsum(lost[order])[ends].astype(np.float64)
    gained = np.diff(hits, prepend=0.0)
    return float((gained * hits / (ends + 1)).sum() / lost.sum())


def _hits_at_top(risk: Floats, lost: Flags, count: int) -> float:
    """Losses among the `count` highest risks; where a tie straddles the cut, as many as chance gives."""
    if count >= len(risk):
        return float(lost.sum())
    cut = np.partition(risk, len(risk) - count)[len(risk) - count]
    above, at_cut = risk > cut, risk == cut
    share = (count - above.sum()) / at_cut.sum()
    return float(lost[above].sum() + share * lost[at_cut].sum())


def lift_of_share(risk: Floats, lost: Flags, share: float) -> float:
    """Loss rate among the `share` of rows with the highest risk over the rate of all; NaN without a loss."""
    count = max(1, int(share * len(risk) + 0.5))
    return _ratio(_hits_at_top(risk, lost, count) / count, lost)


def lift_by_day(risk: Floats, lost: Flags, days: NDArray[np.int64], capacity: int) -> float:
    """Lift at a team's capacity: the `capacity` highest risks of every day over all rows."""
    hits, taken = 0.0, 0
    for day in np.unique(days):
        here = days == day
        count = min(capacity, int(here.sum()))
        hits += _hits_at_top(risk[here], lost[here], count)
        taken += count
    return _ratio(hits / max(1, taken), lost)


def _ratio(rate: float, lost: Flags) -> float:
    return rate / float(lost.mean()) if lost.any() else float("nan")
