"""Turns over HTTP: beside stock Rasa, and beside Rasa's plain tracker store."""
