"""Learning from history: from transcripts to proposals, and from accepted ones to training data.

    python -m bot.learn propose transcripts.csv     # writes a review file
    python -m bot.learn accept review.yml           # takes over what a person marked in it

Rasa is imported in ``training_files`` only. See docs/learn.md.
"""
