"""The third set of chat: wordings and forms of values that the recognisers were improved by."""

from __future__ import annotations

import string

from benchmarks.detection.chat import LOWER_CASE, Values, make_rows
from benchmarks.detection.data import Examples
from benchmarks.detection.third_templates import THIRD_PERSONAL, THIRD_TALK


class _ThirdValues(Values):
    """Adds bank accounts, and phones, postcodes and addresses of more countries."""

    def _sort_code(self) -> str:
        return "-".join(self._digits(2) for _ in range(3))

    def _world_phone(self) -> str:
        return self._pick(
            f"+33 6 12 {self._digits(2)} {self._digits(2)} {self._digits(2)}",
            f"+1 (415) 555-01{self._digits(2)}",
            f"0044 7700 900{self._digits(3)}",
            f"+353 86 {self._digits(3)} {self._digits(4)}",
            f"+61 412 {self._digits(3)} {self._digits(3)}",
            f"+91 98{self._digits(3)} {self._digits(5)}",
        )

    def _dotted_phone(self) -> str:
        return self._pick(
            f"07700.900.{self._digits(3)}",
            f"415.555.01{self._digits(2)}",
            f"020-7946-0{self._digits(3)}",
            f"0113 496 0{self._digits(3)} ext {self._digits(3)}",
        )

    def _invoice_number(self) -> str:
        return self._pick(
            f"INV-2026-{self._digits(5)}", f"R{self._digits(7)}", self._digits(8), self._digits(6)
        )

    def _foreign_postcode(self) -> str:
        letters = "ABCEGHJKLMNPRSTVXY"
        return self._pick(
            f"{self._pick(*letters)}{self._digits(1)}{self._pick(*letters)} "
            f"{self._digits(1)}{self._pick(*letters)}{self._digits(1)}",
            f"{self.random.randint(1000, 9999)} {self._pick(*letters)}{self._pick(*letters)}",
            f"{self.random.randint(10000, 98000)}",
            f"D{self._digits(2)} X{self._digits(1)}{self._pick(*letters)}{self._digits(1)}",
            f"{self._digits(2)}-{self._digits(3)}",
        )

    def _us_zip(self) -> str:
        code = str(self.random.randint(10000, 98999))
        return self._pick(code, f"{code}-{self._digits(4)}")

    def _unit_address(self) -> str:
        place = f"{self.random.randint(1, 30)}/{self._street()}"
        return self._pick(f"Unit {place}", f"Apt {self.random.randint(1, 90)}, {self._street()}")

    def _po_box(self) -> str:
        return f"PO Box {self.random.randint(10, 9999)}, {self._gb.city()}"

    def _passport(self) -> str:
        return self._pick(self._digits(9), f"{self._pick(*'CEX')}{self._digits(8)}")

    def _handle(self) -> str:
        return str(self._gb.user_name()) + self.random.choice(string.digits)


def generate_third(count: int, seed: int) -> Examples:
    """Generate messages; every second one is product talk alone, and all were looked at.

    Args:
        count: How many.
        seed: Another one gives other values in another order.
    """
    pools = ((THIRD_PERSONAL, False), (THIRD_TALK, False))
    rows = make_rows(_ThirdValues(seed), count, pools, LOWER_CASE)
    return Examples(f"third chat, seed {seed}", rows)
