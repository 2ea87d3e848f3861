"""Reads: labelled rows, back-tests, who went silent unseen, and verdicts in words."""
