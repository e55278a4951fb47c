"""The link manager of a BR/EDR controller, as far as inquiry, paging, pairing and encryption need it."""
