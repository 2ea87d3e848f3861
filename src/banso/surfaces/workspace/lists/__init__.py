"""Lists: one machinery for accounts, people, tasks, touches and signals."""
