-- Ends a lease without a notification.
UPDATE canary_health SET lease = '' WHERE lease = ?1
