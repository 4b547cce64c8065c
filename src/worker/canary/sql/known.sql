-- What is known of the integrations with these ids.
SELECT integration_id AS id, name, health, at, due_since
FROM canary_health
WHERE integration_id IN (SELECT value FROM json_each(?1))
