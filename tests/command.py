"""The ``banso`` command as tests give it: in this process, with what it says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from banso.surfaces.cli.app import run


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said as JSON. What is not JSON, such as NaN, is an error."""
        return json.loads(self.out, parse_constant=pytest.fail)


Banso = Callable[..., Said]


def command(capsys: pytest.CaptureFixture[str]) -> Banso:
    """``command(capsys)("today", "--json")`` runs ``banso today --json``; a traceback is an error."""

    def give(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(code, said.out, said.err)

    return give
