-- The last tests of one integration, the newest first.
SELECT run, at, "trigger", result, code, status, detail, request_id
FROM canary_tests
WHERE integration_id = ?1->>'id'
ORDER BY at DESC
LIMIT ?1->>'limit'
