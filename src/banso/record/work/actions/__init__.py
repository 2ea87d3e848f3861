"""What changes tasks; each in one transaction with its row in the journal."""
