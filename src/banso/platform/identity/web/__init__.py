"""Identity's pages."""
