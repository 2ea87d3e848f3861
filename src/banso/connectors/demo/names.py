"""Names for the demo: playful words before a trade, so that nobody takes them for real companies."""

from dataclasses import dataclass

# (Japanese word, reading, English word)
WORDS = (
    ("月うさぎ", "つきうさぎ", "Moonrabbit"),
    ("くじら雲", "くじらぐも", "Whalecloud"),
    ("ほうき星", "ほうきぼし", "Broomstar"),
    ("紙ふうせん", "かみふうせん", "Paperballoon"),
    ("眠り猫", "ねむりねこ", "Sleepycat"),
    ("金平糖", "こんぺいとう", "Sugarstar"),
    ("雨蛙", "あまがえる", "Treefrog"),
    ("三日月堂", "みかづきどう", "Crescent Hall"),
    ("風ぐるま", "かざぐるま", "Pinwheel"),
    ("どんぐり", "どんぐり", "Acorn"),
    ("虹の橋", "にじのはし", "Rainbowbridge"),
    ("綿雲", "わたぐも", "Cottoncloud"),
    ("こだま", "こだま", "Echo Valley"),
    ("万華鏡", "まんげきょう", "Kaleidoscope"),
    ("だるま", "だるま", "Roundfellow"),
    ("ぶらんこ", "ぶらんこ", "Swing"),
    ("ひよこ豆", "ひよこまめ", "Chickpea"),
    ("招き狸", "まねきだぬき", "Luckybadger"),
    ("青い鳥居", "あおいとりい", "Bluegate"),
    ("てんとう虫", "てんとうむし", "Ladybird"),
    ("砂時計", "すなどけい", "Hourglass"),
    ("ふくろう", "ふくろう", "Owlwood"),
    ("たんぽぽ", "たんぽぽ", "Dandelion"),
    ("鯉のぼり", "こいのぼり", "Carpkite"),
    ("まめ電球", "まめでんきゅう", "Tinybulb"),
    ("ペンギン", "ぺんぎん", "Penguin Bay"),
    ("折り鶴", "おりづる", "Papercrane"),
    ("かまくら", "かまくら", "Snowhut"),
    ("糸でんわ", "いとでんわ", "Stringphone"),
    ("ラムネ", "らむね", "Fizzbottle"),
    ("竹とんぼ", "たけとんぼ", "Bamboocopter"),
    ("お日さま", "おひさま", "Sunnyside"),
    ("木馬", "もくば", "Woodenhorse"),
    ("影ぼうし", "かげぼうし", "Longshadow"),
    ("波乗り", "なみのり", "Waverider"),
    ("角砂糖", "かくざとう", "Sugarcube"),
    ("流れ星", "ながれぼし", "Shootingstar"),
    ("ぽんぽん船", "ぽんぽんせん", "Puttputt"),
    ("石ころ", "いしころ", "Pebble"),
    ("渡り鳥", "わたりどり", "Migrant Bird"),
)

# (industry slug, Japanese, reading, English)
TRADES = (
    ("logistics", "物流", "ぶつりゅう", "Logistics"),
    ("food", "食品", "しょくひん", "Foods"),
    ("accounting", "会計", "かいけい", "Accounting"),
    ("printing", "印刷", "いんさつ", "Print"),
    ("construction", "建設", "けんせつ", "Construction"),
    ("medical", "メディカル", "めでぃかる", "Medical"),
    ("retail", "商店", "しょうてん", "Stores"),
    ("education", "学習塾", "がくしゅうじゅく", "Schools"),
    ("hotel", "ホテル", "ほてる", "Hotels"),
    ("manufacturing", "製作所", "せいさくしょ", "Works"),
    ("software", "システムズ", "しすてむず", "Systems"),
    ("insurance", "保険", "ほけん", "Insurance"),
    ("travel", "旅行", "りょこう", "Travel"),
    ("energy", "電力", "でんりょく", "Energy"),
    ("chemicals", "化学", "かがく", "Chemicals"),
    ("media", "放送", "ほうそう", "Media"),
    ("farming", "農園", "のうえん", "Farms"),
    ("shipping", "海運", "かいうん", "Shipping"),
    ("realty", "不動産", "ふどうさん", "Realty"),
    ("textiles", "繊維", "せんい", "Textiles"),
)

COUNTRIES = ("US", "GB", "DE", "SG", "AU", "CA", "FR", "NL")

FEATURES = (
    "dashboard",
    "orders",
    "invoices",
    "inventory",
    "reports",
    "approvals",
    "search",
    "export",
    "automation",
    "integrations",
    "mobile",
    "planning",
)

GOALS = (
    ("月次の締めを 5 日から 2 日に縮める", "Close the month in 2 days instead of 5"),
    ("出荷の間違いを半分に減らす", "Halve wrong deliveries"),
    ("紙の申請をなくす", "Have no requests on paper"),
    ("新しい担当者が 1 週間で独り立ちする", "New colleagues work on their own within a week"),
    ("在庫を 2 割減らす", "Carry 20 % less stock"),
    ("見積もりを当日中に返す", "Answer every quote on the same day"),
)


@dataclass(frozen=True)
class Identity:
    """What an account is called."""

    name: str
    reading: str
    industry: str
    country: str
    language: str


def identity(number: int, *, japanese: bool, country: str) -> Identity:
    """The name of account ``number``; 800 combinations, then a branch number."""
    word = WORDS[number % len(WORDS)]
    trade = TRADES[(number // len(WORDS)) % len(TRADES)]
    branch = number // (len(WORDS) * len(TRADES))
    if japanese:
        tail = f"第{branch + 1}" if branch else ""
        reading_tail = f"だい{branch + 1}" if branch else ""
        return Identity(f"{word[0]}{trade[1]}{tail}", f"{word[1]}{trade[2]}{reading_tail}", trade[0], "JP", "ja")
    tail = f" {branch + 1}" if branch else ""
    return Identity(f"{word[2]} {trade[3]}{tail}", "", trade[0], country, "en")
