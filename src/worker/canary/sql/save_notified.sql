-- Stores the health that the operator has been notified of, which ends the lease.
UPDATE canary_health SET notified_health = n.health, lease = ''
FROM (SELECT value->>'id' AS id, value->>'health' AS health FROM json_each(?1)) AS n
WHERE canary_health.integration_id = n.id
