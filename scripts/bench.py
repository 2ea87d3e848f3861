"""All programs of bench/, one after another; fails where one misses its limit.

python scripts/bench.py
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = {"__init__", "phases", "server"}
"""What the programs share."""


def main() -> int:
    programs = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in SHARED)
    missed = 0
    for program in programs:
        print(f"== {program}", flush=True)
        missed += subprocess.run([sys.executable, "-m", f"bench.{program}"], cwd=ROOT, check=False).returncode != 0
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
