-- Stores the health of integrations by their tests: the rule of `Health`, applied to the row as it stands now rather than as
-- some event read it earlier: tests of one integration may end in several events at once. A test that is older than the last
-- one changes nothing, and one that is stored twice counts once. (WHERE true: without it SQLite would read ON as a join's.)
INSERT INTO canary_health (integration_id, upstream, name, kind, run, at, health, since, health_run, inconclusive)
SELECT
    value->>'id', value->>'upstream', value->>'name', value->>'kind', value->>'run', value->>'at', value->>'health',
    iif(value->>'health' IS NULL, NULL, value->>'at'),
    iif(value->>'health' IS NULL, NULL, value->>'run'),
    value->>'inconclusive'
FROM json_each(?1, '$.tests')
WHERE true
ON CONFLICT (integration_id) DO UPDATE SET
    upstream = excluded.upstream,
    run = excluded.run,
    at = excluded.at,
    missed_lists = 0,
    name = iif(excluded.name = '', name, excluded.name),
    kind = iif(excluded.kind = '', kind, excluded.kind),
    inconclusive = iif(
        excluded.health IS NULL, inconclusive + iif(run IS excluded.run, 0, excluded.inconclusive), 0
    ),
    health_run = CASE
        WHEN excluded.health IS NOT NULL THEN excluded.run
        WHEN
            health IS NOT 'failing' AND health IS NOT 'unknown'
            AND inconclusive + iif(run IS excluded.run, 0, excluded.inconclusive) >= ?1->>'unknown_after'
            THEN excluded.run
        ELSE health_run
    END,
    since = CASE
        WHEN excluded.health IS NOT NULL AND excluded.health IS NOT health THEN excluded.at
        WHEN
            excluded.health IS NULL AND health IS NOT 'failing' AND health IS NOT 'unknown'
            AND inconclusive + iif(run IS excluded.run, 0, excluded.inconclusive) >= ?1->>'unknown_after'
            THEN excluded.at
        ELSE since
    END,
    health = CASE
        WHEN excluded.health IS NOT NULL THEN excluded.health
        WHEN
            health IS NOT 'failing'
            AND inconclusive + iif(run IS excluded.run, 0, excluded.inconclusive) >= ?1->>'unknown_after'
            THEN 'unknown'
        ELSE health
    END
WHERE excluded.at >= canary_health.at
RETURNING
    integration_id AS id, health, since,
    (
        SELECT t.at FROM canary_tests t
        WHERE t.integration_id = canary_health.integration_id AND t.run = canary_health.health_run
    ) AS health_at
