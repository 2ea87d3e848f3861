"""Reads: the card in force, scores of frames, explanations, and what a new card would change."""
