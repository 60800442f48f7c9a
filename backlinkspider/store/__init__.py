"""Where documents live: one small interface, SQLite and MongoDB behind it."""
