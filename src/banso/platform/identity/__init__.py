"""Log-ins, members, roles."""
