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

# Each trade: the industry, then its word, reading and English word in names.
TRADES = (
    ("物流", "物流", "ぶつりゅう", "Logistics"),
    ("食品", "食品", "しょくひん", "Foods"),
    ("会計", "会計", "かいけい", "Accounting"),
    ("印刷", "印刷", "いんさつ", "Print"),
    ("建設", "建設", "けんせつ", "Construction"),
    ("医療", "メディカル", "めでぃかる", "Medical"),
    ("小売", "商店", "しょうてん", "Stores"),
    ("教育", "学習塾", "がくしゅうじゅく", "Schools"),
    ("宿泊", "ホテル", "ほてる", "Hotels"),
    ("製造", "製作所", "せいさくしょ", "Works"),
    ("情報", "システムズ", "しすてむず", "Systems"),
    ("保険", "保険", "ほけん", "Insurance"),
    ("旅行", "旅行", "りょこう", "Travel"),
    ("電力", "電力", "でんりょく", "Energy"),
    ("化学", "化学", "かがく", "Chemicals"),
    ("放送", "放送", "ほうそう", "Media"),
    ("農業", "農園", "のうえん", "Farms"),
    ("海運", "海運", "かいうん", "Shipping"),
    ("不動産", "不動産", "ふどうさん", "Realty"),
    ("繊維", "繊維", "せんい", "Textiles"),
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

WORKSPACE_NAME = "伴走デモ"
OWNER_NAME = ("見本 はなこ", "みほん はなこ")
# Name, reading, e-mail address, role. Plainly made up: 見本 is "sample".
PEOPLE = (
    ("見本 さくら", "みほん さくら", "sakura@banso.example", "csm"),
    ("見本 たけし", "みほん たけし", "takeshi@banso.example", "csm"),
    ("Sam Sample", "", "sam@banso.example", "csm"),
    ("Eva Example", "", "eva@banso.example", "csm"),
    ("見本 けいこ", "みほん けいこ", "keiko@banso.example", "manager"),
    ("見本 じゅん", "みほん じゅん", "jun@banso.example", "executive"),
)
STAGES = ("導入中", "活用", "定着")


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
