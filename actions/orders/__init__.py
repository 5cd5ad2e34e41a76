"""Tasks about an order, and what an order says in words."""
