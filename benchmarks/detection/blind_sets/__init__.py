"""Wordings that strangers wrote, without sight of the recognisers or of other wordings."""
