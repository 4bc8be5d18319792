"""How a record, a feature and a map show themselves in a notebook."""
