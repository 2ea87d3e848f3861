"""What is wrong with a body that somebody wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where in the body (``steps[1].kind``), which (a key of the words about it), and what was given."""

    path: str
    code: str
    given: str = ""
