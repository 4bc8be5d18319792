"""Reading and writing: the descriptor as schema, tables, frames, and files that are whole or not there."""
