-- The integrations whose results were due before a time and have not come.
SELECT integration_id AS id, name, health, at, due_since
FROM canary_health
WHERE upstream = ?1->>'upstream' AND missed_lists = 0 AND at < due_since AND due_since < ?1->>'due_before'
ORDER BY name, integration_id
