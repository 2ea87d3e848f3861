"""What changes the facts of revenue, each in one transaction with its journal row."""
