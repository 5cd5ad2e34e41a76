"""The recommendation module over HTTP, for the shop's own pages and systems.

    python -m actions.recommendation_api serve

or under a supervisor of your own, with as many workers as you like:

    uvicorn --factory actions.recommendation_api.app:create_app --ws none --no-access-log
"""
