"""Takes product files over into the shop: Shopify exports and Google Merchant feeds.

>>> report = import_file(Path("products.csv"))
>>> print(report.text())

Readers yield plain rows, the formats make products of them, and one module stores these.
"""

from actions.shop.importers.errors import ImportFileError, ImportStoppedError
from actions.shop.importers.report import ImportReport, SkippedLine
from actions.shop.importers.run import import_file

__all__ = ["ImportFileError", "ImportReport", "ImportStoppedError", "SkippedLine", "import_file"]
