"""Pure parts of reports: periods of a fiscal year, cohorts, rates that say when they are too thin."""
