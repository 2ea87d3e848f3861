"""The probability of silence."""
