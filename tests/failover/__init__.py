"""`make failover`: two PostgreSQL under Patroni, whose leader dies, vanishes or steps down, and the books."""
