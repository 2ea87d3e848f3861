"""CSV files: reading, mapping, dry run, import."""
