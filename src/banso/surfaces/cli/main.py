"""Entry point of the ``banso`` command.

Exit codes: 0 done; 1 refused (what and why is said on stderr); 2 wrong use of the command;
3 rows were refused and nothing was applied; 130 interrupted.
"""

import os
import sys


def main() -> None:
    """Set the framework up, then run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.config.settings")
    import django

    django.setup()
    from banso.surfaces.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
