"""The imperative shell: gather, decide, apply. Each job is readable from top to bottom."""
