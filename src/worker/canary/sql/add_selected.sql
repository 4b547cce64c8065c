-- Adds a row for every integration that a scheduled run selected, so that its result can be overdue.
INSERT OR IGNORE INTO canary_health (integration_id, upstream, name, kind, run, at, inconclusive, due_since)
SELECT value->>'id', ?1->>'upstream', value->>'name', value->>'kind', '', '', 0, ?1->>'at'
FROM json_each(?1, '$.selected')
