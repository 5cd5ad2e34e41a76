"""What the assistant understands with: one encoder, its heads, and the entity matcher.

Serving needs ONNX Runtime, tokenizers and spaCy only. Whatever needs torch or transformers
(:mod:`nlu_models.training`, :mod:`nlu_models.export`) is imported where training starts.
"""
