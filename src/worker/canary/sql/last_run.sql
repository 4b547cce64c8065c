-- The run that began last.
SELECT run, at, "trigger", total, selected, not_reached, code, detail FROM canary_runs ORDER BY at DESC LIMIT 1
