"""Sets up the environment and runs the portal or its tests; the standard library is all that it may import."""
