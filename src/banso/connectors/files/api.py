"""The front door of file imports: dry run, apply, undo."""

from banso.connectors.files.batches import (
    APPLY_JOB,
    CHECK_JOB,
    ImportRefused,
    apply,
    begin,
    check_batch,
    check_later,
    choose,
    refusal_of,
    report_of,
    undo,
)
from banso.connectors.files.check import check
from banso.connectors.files.fields import CUSTOM_TYPES, KINDS, Field
from banso.connectors.files.kinds import RECORDS
from banso.connectors.files.mapping import PROPERTY_TYPES, Column
from banso.connectors.files.options import Options
from banso.connectors.files.problems import FileRefused, Problem
from banso.connectors.files.reader import Layout
from banso.connectors.files.report import Report
from banso.connectors.files.run import BATCH_SUBJECT

__all__ = [
    "APPLY_JOB",
    "BATCH_SUBJECT",
    "CHECK_JOB",
    "CUSTOM_TYPES",
    "KINDS",
    "PROPERTY_TYPES",
    "RECORDS",
    "Column",
    "Field",
    "FileRefused",
    "ImportRefused",
    "Layout",
    "Options",
    "Problem",
    "Report",
    "apply",
    "begin",
    "check",
    "check_batch",
    "check_later",
    "choose",
    "refusal_of",
    "report_of",
    "undo",
]
