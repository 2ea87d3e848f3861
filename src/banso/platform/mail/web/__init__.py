"""Pages about mails: a member's choices, and the link that stops one type."""
