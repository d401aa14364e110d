"""Projects as large as a company's, loaded the fastest way that the database has. For throw-away databases."""
