"""Pages and fragments of customers: people, contacts, the watch list, partners, duplicates."""
