"""Versioned definitions, shipped as YAML, overridden per workspace."""
