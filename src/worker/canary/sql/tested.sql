-- Which of these tests have been stored.
SELECT run, "trigger", integration_id AS id
FROM canary_tests
WHERE (run, integration_id) IN (SELECT value->>'run', value->>'id' FROM json_each(?1))
