"""The form that collects what a task needs, and the talk around it."""
