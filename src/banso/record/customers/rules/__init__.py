"""Pure rules of accounts: what a field may hold, what a change does to the past, who may be whose parent."""
