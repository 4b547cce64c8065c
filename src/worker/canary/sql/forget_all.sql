-- Forgets every integration.
DELETE FROM canary_health
