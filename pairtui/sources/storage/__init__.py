"""History, recordings and support bundles."""
