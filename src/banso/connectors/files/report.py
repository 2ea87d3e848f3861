"""What a dry run says, and what an import has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from banso.connectors.files.mapping import Column
from banso.connectors.files.problems import Problem
from banso.connectors.files.reader import Layout
from banso.platform.kit.limits import limit

KEPT_PROBLEMS = limit("imports.problems", 1_000)
KEPT_SAMPLES = 20


@dataclass(slots=True)
class Report:
    """Counts of rows by outcome, of changed fields by name, examples, and faults.

    ``questions`` must be answered before the file can be applied. ``problems`` are the first 1,000 faults of rows,
    ``problem_counts`` counts all of them by code. ``samples`` show changes: account, field, old and new.
    """

    kind: str
    file_name: str
    file_bytes: int = 0
    layout: Layout | None = None
    columns: list[Column] = field(default_factory=list)
    questions: list[Problem] = field(default_factory=list)
    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    problem_counts: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def refuse(self, problem: Problem) -> None:
        """Count a fault; the row it is of is counted by the caller."""
        self.problem_counts[problem.code] += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    def sample(self, **values: Any) -> None:
        """Keep an example, as long as there is room."""
        if len(self.samples) < KEPT_SAMPLES:
            self.samples.append(values)

    @property
    def refused(self) -> int:
        """How many rows cannot be imported."""
        return self.outcomes["refused"]

    @property
    def writes(self) -> int:
        """How many rows would change something."""
        return self.outcomes["new"] + self.outcomes["changed"] + self.outcomes["quarantined"]

    def can_apply(self, *, skip_errors: bool) -> bool:
        """Whether nothing is left to ask, and no row is refused (or the person goes on without those)."""
        return not self.questions and (skip_errors or not self.refused)

    def as_json(self) -> dict[str, Any]:
        """For the batch, and for ``--json``."""
        return {
            "kind": self.kind,
            "file_name": self.file_name,
            "file_bytes": self.file_bytes,
            "layout": self.layout.as_json() if self.layout else None,
            "columns": [column.as_json() for column in self.columns],
            "questions": [one.as_json() for one in self.questions],
            "rows": self.rows,
            "outcomes": dict(self.outcomes),
            "fields": dict(self.fields),
            "problems": [one.as_json() for one in self.problems],
            "problem_counts": dict(self.problem_counts),
            "samples": self.samples,
            "seconds": round(self.seconds, 3),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """The reverse of :meth:`as_json`."""
        return cls(
            kind=data["kind"],
            file_name=data["file_name"],
            file_bytes=data["file_bytes"],
            layout=Layout.from_json(data["layout"]) if data["layout"] else None,
            columns=[Column(**one) for one in data["columns"]],
            questions=[Problem.from_json(one) for one in data["questions"]],
            rows=data["rows"],
            outcomes=Counter(data["outcomes"]),
            fields=Counter(data["fields"]),
            problems=[Problem.from_json(one) for one in data["problems"]],
            problem_counts=Counter(data["problem_counts"]),
            samples=list(data["samples"]),
            seconds=data["seconds"],
        )
