"""Base templates, components, icons, charts."""
