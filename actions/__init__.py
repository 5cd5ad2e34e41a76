"""What the assistant does: actions, run by ``python -m rasa_sdk --actions actions``.

The action server imports every module below here. Whatever imports one of them logs redacted.
"""

from bot.privacy.logs import install_log_redaction

install_log_redaction()
