-- Counts how many lists in a row did not have each integration.
UPDATE canary_health
SET missed_lists = iif(integration_id IN (SELECT value FROM json_each(?1, '$.listed')), 0, missed_lists + 1)
