"""The banso command."""
