"""How well intents are told apart, and what is none of them known as such."""
