"""What changes signals and answers; each in one transaction with its rows in the journal."""
