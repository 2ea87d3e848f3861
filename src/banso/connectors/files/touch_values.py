"""Cells of touches: kind, direction and sentiment in both languages."""

from banso.connectors.files.choices import Choices

kind = Choices(
    {
        "mail": "mail, email, e mail, letter, メール, eメール, 電子メール, 手紙",
        "call": "call, phone, phone call, telephone, 電話, 架電, 受電, 通話, tel",
        "meeting": "meeting, video call, online meeting, web meeting, mtg, 会議, 打ち合わせ, 打合せ, ミーティング, "
        "オンライン会議, web会議, 定例, 商談",
        "visit": "visit, on site, onsite, site visit, 訪問, 来社, 往訪, 来訪, 出張",
        "chat": "chat, slack, teams, message, line, chatwork, チャット, メッセージ",
    }
)
"""How people met."""
direction = Choices(
    {
        "in": "in, inbound, incoming, received, from the customer, 受信, 着信, 受電, お客様から, 顧客から, 先方から",
        "out": "out, outbound, outgoing, sent, to the customer, 送信, 発信, 架電, お客様へ, 顧客へ, こちらから",
    }
)
"""Who began."""
sentiment = Choices(
    {
        1: "1, +1, good, positive, happy, 良い, 良好, 好感触, 満足, ○, ◯",
        0: "0, neutral, ok, so so, 普通, ふつう, 中立, △",
        -1: "-1, bad, negative, unhappy, angry, 悪い, 不満, 否定的, ×",
    }
)
"""How it felt: 1, 0 or -1."""
