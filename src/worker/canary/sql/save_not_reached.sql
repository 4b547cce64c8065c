-- Stores how many tests a run did not reach.
UPDATE canary_runs SET not_reached = ?1->>'not_reached' WHERE run = ?1->>'run'
