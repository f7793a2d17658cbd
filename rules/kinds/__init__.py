"""One module per kind of rule: `judge(settings, tie, day)` says of one person whether the kind's condition holds."""
