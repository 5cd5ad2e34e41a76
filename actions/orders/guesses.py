"""How often an order was asked for with wrong details, over all conversations.

The three tries of one conversation stop an honest mistake from going round in circles. Whoever
guesses begins a new conversation, so wrong tries are counted for the order as well. Held in the
memory of this process: a restart begins anew.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MAX_PER_ORDER = 9
PERIOD_SECONDS = 3600.0
_MAX_ORDERS = 50_000


class Guesses:
    """Counts wrong tries for each order number; safe to call from several threads.

    Args:
        clock: Gives the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, number: str) -> None:
        """Count a wrong try; existing and unknown orders alike."""
        with self._lock:
            tries = self._tries.setdefault(number, deque(maxlen=MAX_PER_ORDER))
            tries.append(self._clock())
            self._tries.move_to_end(number)
            if len(self._tries) > _MAX_ORDERS:
                self._tries.popitem(last=False)

    def exhausted(self, number: str) -> bool:
        """Whether the order had so many wrong tries in the last hour that no proof is taken."""
        with self._lock:
            tries = self._tries.get(number, ())
            since = self._clock() - PERIOD_SECONDS
            return sum(tried > since for tried in tries) >= MAX_PER_ORDER

    def clear(self) -> None:
        """Forget all tries."""
        with self._lock:
            self._tries.clear()


guesses = Guesses()
