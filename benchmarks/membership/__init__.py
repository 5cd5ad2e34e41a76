"""What a model file gives away about who was in its training data."""
