"""Products of a vector with very many, in int8: a quarter of the memory that float32 has to read.

The products are made by ONNX Runtime, whose graph is written here by hand: three messages of
Protocol Buffers are less than the package ``onnx``, which serving would have to load for them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnxruntime

_Floats = npt.NDArray[np.float32]

_HIGHEST = 127  # of int8, and symmetric: -128 is not used
_IR_VERSION = 8
_OPSET = 17
_FLOAT, _INT8 = 1, 3  # numbers of ONNX's types
_RUNTIME = "com.microsoft"  # the domain of ONNX Runtime's operators


class RoundedRows:
    """Vectors as int8, with a scale each, to be multiplied with others.

    Safe to call from several threads.
    """

    def __init__(self, rows: _Floats) -> None:
        """Round and keep.

        Args:
            rows: Shape (n, dim).
        """
        scales = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny) / _HIGHEST
        columns = np.rint(rows / scales[:, None]).astype(np.int8).T
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            _product_graph(columns, scales.astype(np.float32)),
            options,
            providers=["CPUExecutionProvider"],
        )

    def products(self, vectors: _Floats) -> _Floats:
        """Return about what the products are, shape (vectors, n).

        The vectors are rounded too, all in the same steps.

        Args:
            vectors: Shape (vectors, dim).
        """
        made: _Floats = self._session.run(["products"], {"vectors": vectors})[0]
        return made


def _product_graph(columns: npt.NDArray[np.int8], scales: _Floats) -> bytes:
    """Return the graph of one product, as onnx.proto has it; the numbers are those of its fields.

    Args:
        columns: Shape (dim, n).
        scales: What the columns are to be multiplied with, shape (n,).
    """
    node = b"".join(_field(1, name) for name in ("vectors", "columns", "scales"))
    node += _field(2, "products") + _field(4, "DynamicQuantizeMatMul") + _field(7, _RUNTIME)
    graph = _field(1, node) + _field(2, "product")
    graph += _field(5, _tensor("columns", columns, _INT8))
    graph += _field(5, _tensor("scales", scales, _FLOAT))
    dim, count = columns.shape
    graph += _field(11, _described("vectors", dim)) + _field(12, _described("products", count))
    operators = (_field(1, domain) + _field(2, number) for domain, number in _OPERATORS)
    return (
        _field(1, _IR_VERSION) + _field(7, graph) + b"".join(_field(8, each) for each in operators)
    )


_OPERATORS = (("", _OPSET), (_RUNTIME, 1))


def _tensor(name: str, values: npt.NDArray[np.generic], kind: int) -> bytes:
    """Return a constant, ``TensorProto``."""
    sizes = b"".join(_field(1, size) for size in values.shape)
    return sizes + _field(2, kind) + _field(8, name) + _field(9, values.tobytes())


def _described(name: str, width: int) -> bytes:
    """Return an input or output of any number of rows, ``ValueInfoProto``."""
    shape = _field(1, _field(2, "rows")) + _field(1, _field(1, width))
    return _field(1, name) + _field(2, _field(1, _field(1, _FLOAT) + _field(2, shape)))


def _field(number: int, value: int | str | bytes) -> bytes:
    """Return a field of Protocol Buffers: a number, or the length of something and the thing."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])
