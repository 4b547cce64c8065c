-- Stores that a run begins, unless another has just begun. D1 runs one statement after the other: of two claims at once, the
-- second finds the first. A run that could not be done bars nobody from trying again.
INSERT INTO canary_runs
SELECT ?1->>'run', ?1->>'at', ?1->>'trigger', 0, 0, 0, NULL, NULL
WHERE NOT EXISTS (SELECT 1 FROM canary_runs WHERE code IS NULL AND at > ?1->>'not_after')
