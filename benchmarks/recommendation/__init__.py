"""Next purchase, leave-one-out: Tactful's item model beside what a shop would otherwise use."""

import os

# Read when numpy is loaded, which comes after this: implicit is several times slower otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
