"""The daemon: a small process that waits, and one it starts for each piece of work.

Whoever waits holds the lock, watches the config, the signals and the clock, talks to systemd, and imports next to
nothing; the work (`syncd.daemon.work`) is done by a process that ends with it and gives its memory back. What is due is
no timer's business but computed from the log each time (`syncd.agenda`), so that neither sleep nor a restart nor a
clock that steps loses or repeats anything.
"""
