"""Every change, once: history, audit, undo, delivery."""
