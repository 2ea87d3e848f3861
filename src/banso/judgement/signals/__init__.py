"""What began, and Today."""
