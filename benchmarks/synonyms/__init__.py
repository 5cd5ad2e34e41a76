"""What searches that led to a choice teach, with and without noise."""
