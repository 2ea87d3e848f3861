"""What is known: customers, work, usage."""
