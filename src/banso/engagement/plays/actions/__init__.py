"""What starts and stops plays."""
