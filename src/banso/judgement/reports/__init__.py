"""Reports of revenue: the Revenue page, targets, the book of each member, and their files."""
