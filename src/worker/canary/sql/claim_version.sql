-- Claims a version for the migration that follows. Fails, and the whole migration with it, if another instance has applied
-- this version already.
INSERT INTO canary_schema (version) VALUES (?1)
