"""Finding personal values in text: Tactful's recognisers beside Presidio's, in one run."""
