"""A program: has the product loaded and runs its command in children, each of which may be killed.

    python -m tests.robustness.zygote CHUNK

Reads one JSON array of arguments a line, with the file that takes the child's output before them; writes the child's
process id, and when it has ended its exit code (negative: the signal that killed it). ``@contents SLUG`` as arguments
prints what a workspace holds. CHUNK is how many rows an import writes at once: few, so that kills fall between.
"""

import json
import os
import sys
import traceback

from banso.surfaces.cli import framework

framework.start()

# What every command would spend a second on.
import duckdb  # noqa: E402, F401
import ibis.backends.duckdb  # noqa: E402
import ibis.formats.pandas  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401

from banso.connectors.files import event_rows, run  # noqa: E402
from banso.surfaces.cli import app, exchanging, importing, judging, listing  # noqa: E402, F401 - loaded once
from tests.robustness.contents import contents  # noqa: E402


def child(out: str, arguments: list[str]) -> int:
    """Run one command with its output in ``out``; the exit code."""
    target = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(target, 1)
    os.dup2(target, 2)
    try:
        if arguments[0] == "@contents":
            print(json.dumps(contents(arguments[1])))
            code = 0
        else:
            code = app.run(arguments)
    except BaseException:  # noqa: BLE001 - whatever it is, the child ends and tells
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def main() -> None:
    run.CHUNK = event_rows.CHUNK = int(sys.argv[1])
    while line := sys.stdin.readline():
        out, *arguments = json.loads(line)
        pid = os.fork()
        if not pid:
            os._exit(child(out, arguments))
        print(pid, flush=True)
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
