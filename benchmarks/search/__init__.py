"""Search over the sample shop against graded judgements, beside BM25 and an encoder as it comes."""
