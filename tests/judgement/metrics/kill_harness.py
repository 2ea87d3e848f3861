"""A program that computes days of the book and says so, until it is killed.

python kill_harness.py WORKSPACE NOW DAY…
"""

import sys
from datetime import date, datetime

import django

django.setup()

from banso.judgement.metrics.api import compute  # noqa: E402 - after the set-up
from banso.platform.tenancy.api import find_workspace, scope  # noqa: E402


def main(slug: str, now: str, *days: str) -> None:
    with scope(find_workspace(slug)):
        print("ready", flush=True)
        compute(
            [date.fromisoformat(day) for day in days],
            now=datetime.fromisoformat(now),
            on_progress=lambda done, _total: print(done, flush=True),
        )
    print("finished", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
