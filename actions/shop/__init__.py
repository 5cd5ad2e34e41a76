"""The shop: catalogue, orders, customers and what else a service desk looks up.

>>> from actions.shop.database import open_shop
>>> open_shop().orders.verify("10023", email="maya.fenwick@example.com")

Knows nothing of Rasa. ``python -m actions.shop`` makes, fills and updates the database.
"""
