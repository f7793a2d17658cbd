"""What is wanted of whom, decided from values alone: no I/O, no clock, no logging."""
