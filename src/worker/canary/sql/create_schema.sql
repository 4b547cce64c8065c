-- The table of versions: one row per migration that was applied.
CREATE TABLE IF NOT EXISTS canary_schema (version INTEGER PRIMARY KEY)
