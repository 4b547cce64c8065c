-- Forgets the runs that began before a time.
DELETE FROM canary_runs WHERE at < ?1
