"""What people said in the demo, in the language of the account: touches, notes, promises, views."""

from typing import Final

Said = tuple[str, str, str]
"""Subject, what was said, next step; the last two may be empty."""

TOUCHES: Final[dict[str, dict[str, tuple[Said, ...]]]] = {
    "ja": {
        "mail": (
            ("権限設定の問い合わせに回答", "部署ごとに閲覧範囲を分けたいとのこと。設定手順の資料を送付した。", ""),
            ("見積書を送付", "", "来週の稟議の結果を聞く"),
            ("新機能の案内", "在庫の自動引き当てについて案内。先方は関心あり。", "画面を見せる時間をもらう"),
            ("請求書の宛名変更の依頼", "", ""),
        ),
        "call": (
            ("操作の質問に回答", "締め処理の順番を説明し、その場で解決した。", ""),
            (
                "利用が減った理由の確認",
                "繁忙期で入力が後回しになっているとのこと。月末には戻る見込み。",
                "月初に利用状況を確かめる",
            ),
            ("更新の意向を確認", "継続の方向。ただし利用者数は見直したいとのこと。", "利用者ごとの稼働表を送る"),
            ("担当者交代の連絡", "後任は来月着任。引き継ぎの打ち合わせを希望。", "後任の方と顔合わせを設定する"),
        ),
        "meeting": (
            ("月次の定例", "先月の処理件数は目標を上回った。次は承認の流れを短くしたい。", "承認経路の見直し案を作る"),
            (
                "四半期の振り返り",
                "導入前と比べて締めが 2 日早くなった。経営会議で報告したいとのこと。",
                "報告用の数字をまとめる",
            ),
            ("活用相談会", "他部署への展開を検討中。まず 1 部署で試す。", "試行の計画を送る"),
        ),
        "visit": (
            ("現場を訪問", "倉庫での使い方を見せてもらった。紙の伝票がまだ残っている。", "紙を減らす手順を提案する"),
        ),
        "chat": (("エラー画面の相談", "", ""), ("集計の出し方の質問", "保存した条件を使う方法を案内した。", "")),
    },
    "en": {
        "mail": (
            (
                "Answered a question about permissions",
                "They want each department to see its own records. Sent the guide.",
                "",
            ),
            ("Sent the quote", "", "Ask how the approval went"),
            ("Told them about automatic allocation", "They are interested.", "Find half an hour to show it"),
            ("Change of the billing address", "", ""),
        ),
        "call": (
            ("Helped with the month-end run", "Went through the order of steps; solved on the phone.", ""),
            (
                "Why use went down",
                "High season: entries are done later. Should be back by the end of the month.",
                "Look at use again",
            ),
            (
                "Asked about the renewal",
                "They will stay, and want to look at the number of seats.",
                "Send activity by user",
            ),
            ("Our contact is leaving", "The successor starts next month.", "Meet the successor"),
        ),
        "meeting": (
            (
                "Monthly review",
                "More cases than planned last month. Next: shorten approvals.",
                "Draft a shorter approval path",
            ),
            (
                "Quarterly review",
                "Month-end is two days faster than before. They want to show it to the board.",
                "Collect the figures",
            ),
            (
                "How to use it better",
                "Another department may join; they will try with one team.",
                "Send a plan for the trial",
            ),
        ),
        "visit": (
            (
                "Visited the site",
                "Saw how the warehouse works. Paper slips are still in use.",
                "Propose how to drop paper",
            ),
        ),
        "chat": (("Question about an error", "", ""), ("How to save a report", "Showed the saved filters.", "")),
    },
}

NOTES: Final[dict[str, tuple[str, ...]]] = {
    "ja": (
        "<p>決裁は部長。現場の意見をよく聞く方なので、<strong>現場の声</strong>を先に集めると早い。</p>",
        "<p>来期の予算は 2 月に決まる。<em>1 月中に</em>効果の数字を渡しておきたい。</p>",
        (
            "<p>基幹システムの入れ替えを検討中との話。連携の要望が出るはず。</p>"
            "<ul><li>時期は来年度</li><li>情報システム部が主導</li></ul>"
        ),
        "<p>以前の製品で痛い目にあったとのこと。<strong>移行の手間</strong>の話題は慎重に。</p>",
        "<p>毎月 25 日前後は締めで忙しい。連絡は月初が良い。</p>",
    ),
    "en": (
        "<p>The head of operations decides, and listens to the floor: <strong>collect their voices first</strong>.</p>",
        "<p>Next year’s budget is set in February; give them figures <em>in January</em>.</p>",
        (
            "<p>They may replace their ERP. Expect questions about integration.</p>"
            "<ul><li>next fiscal year</li><li>led by IT</li></ul>"
        ),
        "<p>A former product hurt them; be careful about <strong>migration effort</strong>.</p>",
        "<p>Busy around the 25th with month-end: call at the beginning of the month.</p>",
    ),
}

PROMISES: Final[dict[str, tuple[tuple[str, str, bool], ...]]] = {
    "ja": (
        ("導入から 3 か月で全拠点の利用開始を支援する", "promise", True),
        ("会計ソフトとの連携を提供する", "promise", True),
        ("操作研修を 2 回行う", "promise", False),
        ("問い合わせには当日中に返信する", "promise", False),
        ("締め処理が 2 日以内に終わるようになること", "expectation", True),
        ("経営会議に出せる報告が自動で作れること", "expectation", False),
    ),
    "en": (
        ("Help every site to start within three months", "promise", True),
        ("Connect the accounting software", "promise", True),
        ("Hold two trainings", "promise", False),
        ("Answer questions on the same day", "promise", False),
        ("The month closes within two days", "expectation", True),
        ("A report for the board without manual work", "expectation", False),
    ),
}

VIEWS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "ja": {
        "worse": ("利用は多いが、推進役が来月異動する。後任が決まっていない。", "競合の提案を受けていると聞いた。"),
        "better": (
            "現場の入れ替え中で使っていないだけ。再開日も決まっている。",
            "社長が強く支持しており、全社展開が決まった。",
        ),
    },
    "en": {
        "worse": (
            "The champion moves on soon.",
            "They are looking at a competitor.",
        ),
        "better": (
            "Quiet while a site is rebuilt; return date: fixed.",
            "The CEO is behind it: roll-out is decided.",
        ),
    },
}
SALES = {"ja": "営業 見本", "en": "Sales (sample)"}
