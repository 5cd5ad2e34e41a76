"""Simulated shoppers who have a product in mind, and how many turns it takes to be shown it."""
