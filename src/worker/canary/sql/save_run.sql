-- Stores a run.
INSERT OR REPLACE INTO canary_runs
VALUES (
    ?1->>'run', ?1->>'at', ?1->>'trigger', ?1->>'total', ?1->>'selected', ?1->>'not_reached', ?1->>'code', ?1->>'detail'
)
