-- When the last scheduled run began. The last run may be one that somebody asked for, which says nothing of cron.
SELECT max(at) AS at FROM canary_runs WHERE "trigger" = 'schedule'
