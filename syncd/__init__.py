"""syncd keeps track of who one is in touch with, on one's own machine."""
