"""What is read of revenue."""
