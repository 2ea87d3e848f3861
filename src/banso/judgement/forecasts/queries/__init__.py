"""Reads: probabilities of frames, the state of the model, later silence, and words for them."""
