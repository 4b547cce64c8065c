-- Leases the changes that are to be reported. A lease begins with the time until which it holds. Of two events that have
-- something to report, each change goes to one.
UPDATE canary_health SET lease = ?1->>'lease'
WHERE
    integration_id IN (
        SELECT integration_id FROM canary_health
        WHERE
            upstream = ?1->>'upstream' AND health IS NOT NULL AND health <> notified_health AND missed_lists = 0
            AND lease < ?1->>'now'
        ORDER BY name, integration_id
        LIMIT ?1->>'limit'
    )
