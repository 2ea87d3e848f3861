"""docs/metrics.md: every metric that ships, from its definition.

python scripts/metrics_doc.py write     rewrite the page
python scripts/metrics_doc.py check     fail where it is not up to date
"""

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
DEFINITIONS = ROOT / "src" / "banso" / "judgement" / "metrics" / "definitions"
PAGE = ROOT / "docs" / "metrics.md"

INTRODUCTION = """# Metrics

<!-- Written by scripts/metrics_doc.py from src/banso/judgement/metrics/definitions. -->

Each is declared once, in YAML, and computed for all accounts at once, as of any closed day, from what was known by
then. An account that never had an event has no value; afterwards counts are 0. Money comes from the lines of
contracts, as known then: no value before the first is known. `banso definitions export` writes them out, `apply` takes
a workspace's own versions in.

| slug | English | 日本語 | unit | version |
|---|---|---|---|---|
"""


def render() -> str:
    rows = []
    for path in sorted(DEFINITIONS.glob("*.yaml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        english, japanese = (
            ": ".join(str(body[key][language]).strip() for key in ("name", "description") if body.get(key))
            for language in ("en", "ja")
        )
        cells = (f"`{body['slug']}`", english, japanese, str(body.get("unit", "")), str(body["version"]))
        rows.append("| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |\n")
    return INTRODUCTION + "".join(rows)


def main(command: str) -> int:
    page = render()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("docs/metrics.md is not up to date: run `make docs`")
    return 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"write", "check"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
