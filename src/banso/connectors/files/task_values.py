"""Cells of tasks: kind, priority and state in both languages."""

from banso.connectors.files.choices import Choices

kind = Choices(
    {
        "todo": "todo, to do, task, other, やること, タスク, その他, 作業",
        "call": "call, phone, 電話, 架電",
        "mail": "mail, email, e mail, メール, 電子メール",
        "meeting": "meeting, mtg, 会議, 打ち合わせ, 打合せ, ミーティング, 訪問, 面談",
        "check": "check, review, 確認, チェック, レビュー",
    }
)
"""What one does in it."""
priority = Choices(
    {
        3: "3, urgent, critical, highest, p1, 緊急, 至急, 最優先, 最高",
        2: "2, high, p2, 高, 高い, 優先",
        1: "1, normal, medium, mid, default, p3, 中, 普通, ふつう, 通常",
        0: "0, low, lowest, p4, 低, 低い",
    }
)
"""From 0 (low) to 3 (urgent)."""
state = Choices(
    {
        "open": "open, todo, to do, new, in progress, doing, not started, 未完了, 未着手, 未対応, 対応中, 進行中, "
        "着手中",
        "done": "done, closed, complete, completed, finished, resolved, 完了, 済, 対応済, 対応済み, 終了, クローズ",
        "cancelled": "cancelled, canceled, dropped, 中止, 取りやめ, 取消, キャンセル",
    }
)
"""Open, done or cancelled."""
