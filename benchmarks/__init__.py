"""Every published figure: one module a subject, run with ``python -m benchmarks.<subject>``."""
