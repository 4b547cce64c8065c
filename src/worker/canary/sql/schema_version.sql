-- The version of the last migration that was applied; 0 before the first.
SELECT coalesce(max(version), 0) AS version FROM canary_schema
