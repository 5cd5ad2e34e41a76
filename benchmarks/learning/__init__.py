"""How well learning from history finds what is missing, and how long it takes."""
