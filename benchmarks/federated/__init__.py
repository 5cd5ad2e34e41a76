"""Shops that learn what is bought after what together, and keep their orders to themselves."""
