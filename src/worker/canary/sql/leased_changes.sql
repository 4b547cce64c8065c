-- The changes under a lease, each with the test that decided it.
SELECT
    h.integration_id AS id, h.name, h.kind, h.health, t.run, t.at, t."trigger", t.result, t.code, t.status, t.detail,
    t.request_id
FROM canary_health h JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.health_run
WHERE h.lease = ?1
ORDER BY h.name, h.integration_id
