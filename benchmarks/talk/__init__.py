"""Conversations that shoppers held, and what a good answer to each of their turns fulfils."""
