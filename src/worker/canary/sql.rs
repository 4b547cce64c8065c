//! The statements for D1, one file each in `sql/`, and the migrations that make its tables.
//!
//! A list goes in as one JSON text, and so does each row: a statement for many rows counts as one query, of which a Worker may
//! run 50 an event on the free plan.

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = include_str!(concat!("sql/", $file, ".sql"));)+
        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$(($file, $name)),+];
    };
}

statements! {
    CREATE_SCHEMA = "create_schema";
    SCHEMA_VERSION = "schema_version";
    CLAIM_VERSION = "claim_version";
    SAVE_TESTS = "save_tests";
    SAVE_HEALTH = "save_health";
    SAVE_RUN = "save_run";
    CLAIM_RUN = "claim_run";
    SAVE_NOT_REACHED = "save_not_reached";
    COUNT_MISSED_LISTS = "count_missed_lists";
    FORGET_MISSING = "forget_missing";
    FORGET_ALL = "forget_all";
    ADD_SELECTED = "add_selected";
    SAVE_DUE = "save_due";
    OVERDUE = "overdue";
    RENEW_DUE = "renew_due";
    FORGET_OLD_TESTS = "forget_old_tests";
    FORGET_OLD_TESTS_OF_ONE = "forget_old_tests_of_one";
    FORGET_OLD_RUNS = "forget_old_runs";
    KNOWN = "known";
    LISTED = "listed";
    TESTED = "tested";
    LEASE_CHANGES = "lease_changes";
    LEASED_CHANGES = "leased_changes";
    SAVE_NOTIFIED = "save_notified";
    RELEASE_LEASE = "release_lease";
    RESULTS = "results";
    LAST_RUN = "last_run";
    LAST_SCHEDULED = "last_scheduled";
    TESTS_OF_ONE = "tests_of_one";
}

/// The migrations in their order: the first makes version 1 of a database, and so on. One that was released is never changed.
pub const MIGRATIONS: [&str; 1] = [include_str!("sql/migrations/0001-canary-tables.sql")];

/// The statements of a migration, which D1 takes one by one. Each ends with a semicolon; comments have lines of their own.
pub fn split_migration(migration: &str) -> Vec<String> {
    let code: Vec<_> = migration.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let code = code.join("\n");
    code.split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statement_is_one_and_takes_at_most_one_parameter() {
        for (file, sql) in ALL {
            let code = split_migration(sql);
            assert_eq!(code.len(), 1, "{file}");
            assert!(!sql.trim_end().ends_with(';') && !code[0].contains("?2"), "{file}");
        }
    }

    #[test]
    fn a_migration_is_split_at_semicolons_outside_of_comments() {
        let split = split_migration(
            "-- One; two.\nDROP TABLE a;\n\n  -- A comment; another.\nCREATE TABLE a (\n    b TEXT\n);\n",
        );
        assert_eq!(split, ["DROP TABLE a", "CREATE TABLE a (\n    b TEXT\n)"]);
    }

    #[test]
    fn the_first_migration_drops_before_it_creates() {
        let split = split_migration(MIGRATIONS[0]);
        let words: Vec<_> = split.iter().map(|statement| statement.split_whitespace().next().unwrap()).collect();
        assert_eq!(words, ["DROP", "DROP", "DROP", "CREATE", "CREATE", "CREATE", "CREATE"]);
        for table in ["canary_tests", "canary_health", "canary_runs"] {
            assert!(split.iter().any(|statement| statement.starts_with(&format!("CREATE TABLE {table} "))), "{table}");
        }
    }
}
