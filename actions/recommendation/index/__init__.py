"""The index: what is known of the catalogue, as arrays that scale to a million products."""
