"""Events of end users."""
