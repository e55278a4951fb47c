"""The bus; the one importer of a D-Bus library."""
