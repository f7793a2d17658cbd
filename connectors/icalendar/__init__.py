"""iCalendar files as events: a pure, lenient parser (RFC 5545, RFC 5546, and what programs really write).

Every property is optional and every item stands for itself: a broken one costs only itself and is listed with its
reason. The work of reading lines is left to the library of the same name (hence absolute imports only).
"""

from connectors.icalendar.calendar import NotACalendar, Parsed, locator, parse

__all__ = ["NotACalendar", "Parsed", "locator", "parse"]
