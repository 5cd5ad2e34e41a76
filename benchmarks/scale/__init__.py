"""Speed, memory and recall of search over large catalogues."""
