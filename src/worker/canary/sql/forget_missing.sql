-- Forgets the integrations that several lists in a row did not have.
DELETE FROM canary_health WHERE missed_lists >= ?1->>'forget_after'
