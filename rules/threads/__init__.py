"""From mails to what is owed between me and each person (CONTRACT.md §5, "What an ask, a promise, a thread are").

`letter` is a mail as part of a thread, `join` makes threads of letters, `fold` reads one thread from its first mail to
its last, `standing` gathers what came of it for each person. All pure.
"""
