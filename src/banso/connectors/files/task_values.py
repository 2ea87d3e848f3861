"""Cells of tasks: kind, priority and state in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from banso.connectors.files.problems import BadValue
from banso.platform.kit.text import fold

KINDS = {
    "todo": "todo, to do, task, other, やること, タスク, その他, 作業",
    "call": "call, phone, 電話, 架電",
    "mail": "mail, email, e mail, メール, 電子メール",
    "meeting": "meeting, mtg, 会議, 打ち合わせ, 打合せ, ミーティング, 訪問, 面談",
    "check": "check, review, 確認, チェック, レビュー",
}
PRIORITIES = {
    3: "3, urgent, critical, highest, p1, 緊急, 至急, 最優先, 最高",
    2: "2, high, p2, 高, 高い, 優先",
    1: "1, normal, medium, mid, default, p3, 中, 普通, ふつう, 通常",
    0: "0, low, lowest, p4, 低, 低い",
}
STATES = {
    "open": "open, todo, to do, new, in progress, doing, not started, 未完了, 未着手, 未対応, 対応中, 進行中, 着手中",
    "done": "done, closed, complete, completed, finished, resolved, 完了, 済, 対応済, 対応済み, 終了, クローズ",
    "cancelled": "cancelled, canceled, dropped, 中止, 取りやめ, 取消, キャンセル",
}
_TABLES: Mapping[str, Mapping[Any, str]] = {"kind": KINDS, "priority": PRIORITIES, "state": STATES}


def kind(cell: str) -> Any:
    """What one does in it."""
    return _one_of(cell, "kind")


def priority(cell: str) -> Any:
    """From 0 (low) to 3 (urgent)."""
    return _one_of(cell, "priority")


def state(cell: str) -> Any:
    """Open, done or cancelled."""
    return _one_of(cell, "state")


def _one_of(cell: str, table: str) -> Any:
    known = _words(table)
    key = _key(cell)
    if key not in known:
        raise BadValue("not_choice", known=", ".join(str(one) for one in _TABLES[table]))
    return known[key]


@cache
def _words(table: str) -> dict[str, Any]:
    return {_key(word): value for value, listed in _TABLES[table].items() for word in listed.split(", ")}


def _key(cell: str) -> str:
    return " ".join(fold(cell).replace("_", " ").replace("-", " ").split())
