-- The same for one integration: where tests are sent by hand alone, no run forgets the old ones.
DELETE FROM canary_tests
WHERE
    integration_id = ?1->>'id' AND at < ?1->>'oldest'
    AND NOT EXISTS (
        SELECT 1 FROM canary_health h
        WHERE h.integration_id = ?1->>'id' AND canary_tests.run IN (h.run, h.health_run)
    )
