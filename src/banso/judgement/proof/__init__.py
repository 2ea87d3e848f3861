"""Back-tests of scores, metrics and models."""
