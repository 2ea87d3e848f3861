"""Figures to JSON and back, for programs and for keeping a back-test."""

from dataclasses import asdict
from typing import Any

from banso.judgement.proof.rules import Baseline, Bin, Calibration, Figures, Verdict


def figures_to_json(found: Figures) -> dict[str, Any]:
    """The keys of `banso backtest --json`, without the verdict, which is words."""
    body = asdict(found)
    body.pop("verdict")
    return body


def figures_kept(body: dict[str, Any]) -> Figures:
    """Figures from their `asdict`, after a way through JSON."""
    verdict = Verdict(
        body["verdict"]["code"],
        tuple(body["verdict"]["reasons"]),
        body["verdict"]["difference"],
        _pair(body["verdict"]["difference_interval"]),
    )
    calibration = body["calibration"] and Calibration(
        tuple(Bin(**one) for one in body["calibration"]["bins"]),
        body["calibration"]["intercept"],
        body["calibration"]["slope"],
    )
    baselines = body["baselines"] and {
        name: Baseline(one["n"], one["events"], one["auc"], (one["auc_interval"][0], one["auc_interval"][1]))
        for name, one in body["baselines"].items()
    }
    return Figures(
        **{
            **body,
            "verdict": verdict,
            "auc_interval": _pair(body["auc_interval"]),
            "calibration": calibration,
            "baselines": baselines,
        }
    )


def _pair(values: Any) -> tuple[float, float] | None:
    return None if values is None else (float(values[0]), float(values[1]))
