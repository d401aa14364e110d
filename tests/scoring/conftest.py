"""How long hypothesis looks for counter-examples: enough to find them, on a machine that may be busy."""

from hypothesis import settings

settings.register_profile("scoring", max_examples=30, deadline=None)
settings.load_profile("scoring")
