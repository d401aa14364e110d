"""The demo: drawn pictures whose labels are exactly known, people of different skill, and what they made of it."""
