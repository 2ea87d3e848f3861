"""What every app stands on; knows no customer."""
