-- Each integration with its health and its last test. unreported: the operator was last notified of another health, and no
-- event is reporting the change.
SELECT
    h.integration_id AS id, h.name, h.kind, h.health, h.since,
    (
        SELECT d.at FROM canary_tests d
        WHERE d.integration_id = h.integration_id AND d.run = h.health_run
    ) AS health_at,
    h.health IS NOT NULL AND h.health <> h.notified_health AND h.lease < ?1->>'now' AS unreported,
    t.run, t.at, t."trigger", t.result, t.code, t.status, t.detail, t.request_id
FROM canary_health h JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.run
WHERE h.upstream = ?1->>'upstream' AND h.missed_lists = 0
ORDER BY h.integration_id
