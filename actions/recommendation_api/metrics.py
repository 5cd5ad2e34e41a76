"""Counts of requests, in Prometheus's text format. Nothing of what was asked is in them."""

from __future__ import annotations

from collections import Counter, defaultdict

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PREFIX = "tactful_recommendation"


class Metrics:
    """Requests since the start of this process, by endpoint."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._counts: Counter[str] = Counter()

    def count(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request.

        Args:
            endpoint: The route, not the path: a path may hold what was asked.
            status: Of the answer.
            seconds: How long it took.
        """
        self._requests[endpoint, status] += 1
        self._counts[endpoint] += 1
        self._seconds[endpoint] += seconds
        for limit in _BUCKETS:
            self._within[endpoint, limit] += seconds <= limit

    def text(self) -> str:
        """Return all counts."""
        lines = [
            f"# HELP {_PREFIX}_requests_total Requests by endpoint and status",
            f"# TYPE {_PREFIX}_requests_total counter",
        ]
        lines += [
            f'{_PREFIX}_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
            for (endpoint, status), count in sorted(self._requests.items())
        ]
        lines += [
            f"# HELP {_PREFIX}_request_seconds Time of a request",
            f"# TYPE {_PREFIX}_request_seconds histogram",
        ]
        for endpoint, count in sorted(self._counts.items()):
            label = f'endpoint="{endpoint}"'
            lines += [
                f'{_PREFIX}_request_seconds_bucket{{{label},le="{limit:g}"}} '
                f"{self._within[endpoint, limit]}"
                for limit in _BUCKETS
            ]
            lines += [
                f'{_PREFIX}_request_seconds_bucket{{{label},le="+Inf"}} {count}',
                f"{_PREFIX}_request_seconds_sum{{{label}}} {self._seconds[endpoint]:.6f}",
                f"{_PREFIX}_request_seconds_count{{{label}}} {count}",
            ]
        return "\n".join(lines) + "\n"
