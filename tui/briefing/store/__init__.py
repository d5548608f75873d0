"""The wire that everyone reads and the marks of one reader. The only place with SQL."""
