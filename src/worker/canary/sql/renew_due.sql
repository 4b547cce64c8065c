-- Expects overdue results anew from a run on, since the operator has been notified of them.
UPDATE canary_health SET due_since = ?1->>'at' WHERE integration_id IN (SELECT value FROM json_each(?1, '$.ids'))
