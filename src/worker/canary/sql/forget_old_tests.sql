-- Forgets the tests before a time. Those that decide what is shown are kept for as long as their integration is known.
DELETE FROM canary_tests
WHERE
    at < ?1
    AND NOT EXISTS (
        SELECT 1 FROM canary_health h
        WHERE h.integration_id = canary_tests.integration_id AND canary_tests.run IN (h.run, h.health_run)
    )
