"""Measurements against floors and rivals; see README.md beside this file."""
