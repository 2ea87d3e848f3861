"""Pages and fragments about contracts, renewals and money."""
