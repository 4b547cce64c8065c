-- Stores from which integrations a scheduled run expects a result. A result is due from the earliest run that did not bring
-- one.
UPDATE canary_health
SET due_since = CASE
    WHEN integration_id NOT IN (SELECT value->>'id' FROM json_each(?1, '$.selected')) THEN ''
    WHEN at >= due_since THEN ?1->>'at'
    ELSE due_since
END
