"""The tables of the field: causes, codes, settings, known issues, vocabularies of stacks, pages. Pure."""
