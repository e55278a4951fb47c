"""The transports by their names in the document, as people call them."""

TRANSPORTS = {"le": "LE", "bredr": "BR/EDR"}
