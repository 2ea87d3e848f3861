"""Entry point of the ``banso`` command.

Exit codes: 0 done; 1 refused (what and why is said on stderr); 2 wrong use of the command;
3 rows were refused and nothing was applied; 130 interrupted.
"""

import sys

from banso.surfaces.cli.app import run


def main() -> None:
    """Run the command that was asked for."""
    sys.exit(run())


if __name__ == "__main__":
    main()
