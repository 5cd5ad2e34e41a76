"""The doors of the assistant: REST, Socket.IO and the demo shop's page."""
