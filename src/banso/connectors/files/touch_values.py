"""Cells of touches: kind, direction and sentiment in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from banso.connectors.files.problems import BadValue
from banso.platform.kit.text import fold

KINDS = {
    "mail": "mail, email, e mail, letter, メール, eメール, 電子メール, 手紙",
    "call": "call, phone, phone call, telephone, 電話, 架電, 受電, 通話, tel",
    "meeting": "meeting, video call, online meeting, web meeting, mtg, 会議, 打ち合わせ, 打合せ, ミーティング, "
    "オンライン会議, web会議, 定例, 商談",
    "visit": "visit, on site, onsite, site visit, 訪問, 来社, 往訪, 来訪, 出張",
    "chat": "chat, slack, teams, message, line, chatwork, チャット, メッセージ",
}
DIRECTIONS = {
    "in": "in, inbound, incoming, received, from the customer, 受信, 着信, 受電, お客様から, 顧客から, 先方から",
    "out": "out, outbound, outgoing, sent, to the customer, 送信, 発信, 架電, お客様へ, 顧客へ, こちらから",
}
SENTIMENTS = {
    1: "1, +1, good, positive, happy, 良い, 良好, 好感触, 満足, ○, ◯",
    0: "0, neutral, ok, so so, 普通, ふつう, 中立, △",
    -1: "-1, bad, negative, unhappy, angry, 悪い, 不満, 否定的, ×",
}
_TABLES: Mapping[str, Mapping[Any, str]] = {"kind": KINDS, "direction": DIRECTIONS, "sentiment": SENTIMENTS}


def kind(cell: str) -> Any:
    """How people met."""
    return _one_of(cell, "kind")


def direction(cell: str) -> Any:
    """Who began."""
    return _one_of(cell, "direction")


def sentiment(cell: str) -> Any:
    """How it felt: 1, 0 or -1."""
    return _one_of(cell, "sentiment")


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
    folded = fold(cell).strip().replace("−", "-")
    # A minus is part of -1 and a join in e-mail.
    plain = folded if folded[1:].isdigit() else folded.replace("-", " ")
    return " ".join(plain.replace("_", " ").split())
