"""What is done about it: plays."""
