"""The policies of revenue as pure functions: no database, no clock."""
