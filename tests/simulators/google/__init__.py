"""Google as PROVIDERS.md §1, §2 and §5b describe it, over HTTP: strict, with a quota, and able to fail on demand."""
