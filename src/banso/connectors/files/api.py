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
from banso.connectors.files.drop_folder import DROP_JOB, dropped_files, folder_of
from banso.connectors.files.fields import CUSTOM_TYPES, KINDS, Field
from banso.connectors.files.kinds import RECORDS
from banso.connectors.files.mapping import PROPERTY_TYPES, Column
from banso.connectors.files.models import DroppedFile, DropState, SavedMapping
from banso.connectors.files.options import Options
from banso.connectors.files.problems import FileRefused, Problem
from banso.connectors.files.reader import Layout
from banso.connectors.files.report import Report
from banso.connectors.files.run import BATCH_SUBJECT
from banso.connectors.files.saved import (
    choose_saved,
    explicit,
    find_mapping,
    mapping_for,
    mapping_named,
    remove_mapping,
    restore_mapping,
    save_mapping,
    saved_mappings,
    use_mapping,
)

__all__ = [
    "APPLY_JOB",
    "BATCH_SUBJECT",
    "CHECK_JOB",
    "CUSTOM_TYPES",
    "DROP_JOB",
    "KINDS",
    "PROPERTY_TYPES",
    "RECORDS",
    "Column",
    "DropState",
    "DroppedFile",
    "Field",
    "FileRefused",
    "ImportRefused",
    "Layout",
    "Options",
    "Problem",
    "Report",
    "SavedMapping",
    "apply",
    "begin",
    "check",
    "check_batch",
    "check_later",
    "choose",
    "choose_saved",
    "dropped_files",
    "explicit",
    "find_mapping",
    "folder_of",
    "mapping_for",
    "mapping_named",
    "refusal_of",
    "remove_mapping",
    "report_of",
    "restore_mapping",
    "save_mapping",
    "saved_mappings",
    "undo",
    "use_mapping",
]
