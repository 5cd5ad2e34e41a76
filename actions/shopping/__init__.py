"""Product actions: a conversation with the recommendation module."""
