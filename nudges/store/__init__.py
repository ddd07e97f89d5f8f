"""Floor 1: the tables, every SQL statement, and the migrations. One code path for both databases."""
