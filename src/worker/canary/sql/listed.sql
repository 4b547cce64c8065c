-- The integrations that the previous list had.
SELECT integration_id AS id, name, health, at, due_since FROM canary_health WHERE upstream = ?1 AND missed_lists = 0
