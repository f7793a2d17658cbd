"""The log: what sources said, what the user decided, what was written; SQLAlchemy on SQLite."""
