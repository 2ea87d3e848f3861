"""Programs that measure speed and memory; see docs/quality.md."""
