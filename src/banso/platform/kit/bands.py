"""The five bands of health, by name."""

from typing import Final

BANDS: Final = ("critical", "poor", "fair", "good", "strong")
"""Worst first; a member's own view is one of them too. Their words are in ``ui.formats``."""
