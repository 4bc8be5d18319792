"""What a page carries: the record as columns, and their packing."""
