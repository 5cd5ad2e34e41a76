"""Hunts for personal values that the running assistant has left anywhere in raw form."""
