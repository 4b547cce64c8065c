-- Stores tests. One that is stored twice has one row.
INSERT OR REPLACE INTO canary_tests
SELECT
    value->>'id', value->>'run', value->>'at', value->>'trigger', value->>'result', value->>'code', value->>'status',
    value->>'detail', value->>'request_id'
FROM json_each(?1, '$.tests')
