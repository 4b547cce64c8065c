//! Formats milliseconds since 1970 as RFC 3339, without a date library and its clocks and time zones.

/// The last millisecond whose year has four digits.
const LAST_MS: f64 = 253_402_300_799_999.0;
const DAY_MS: u64 = 86_400_000;

/// Rounds down to whole milliseconds since 1970, within the years that RFC 3339 can express.
pub(super) fn whole_ms(now_ms: f64) -> u64 {
    now_ms.clamp(0.0, LAST_MS) as u64
}

/// Formats a time such as `2026-01-31T12:34:56.789Z`.
pub(super) fn rfc3339(ms: u64) -> String {
    let (year, month, day) = civil(ms / DAY_MS);
    let in_day = ms % DAY_MS;
    let (hour, minute, second) = (in_day / 3_600_000, in_day / 60_000 % 60, in_day / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", in_day % 1_000)
}

/// Returns the Gregorian year, month and day of a day counted from 1970-01-01. It counts years from March, so that the leap
/// day is the last of a year (Howard Hinnant's `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times_are_formatted_as_rfc3339() {
        for (ms, text) in [
            (0.0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000.0, "2000-02-29T00:00:00.000Z"),
            (1_709_210_096_789.4, "2024-02-29T12:34:56.789Z"),
            (1_767_225_599_999.0, "2025-12-31T23:59:59.999Z"),
            (4_107_542_400_000.0, "2100-03-01T00:00:00.000Z"),
            (f64::INFINITY, "9999-12-31T23:59:59.999Z"),
            (f64::NAN, "1970-01-01T00:00:00.000Z"),
            (-1.0, "1970-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(rfc3339(whole_ms(ms)), text);
        }
    }

    #[test]
    fn consecutive_days_are_consecutive_dates() {
        let mut before = civil(0);
        for days in 1..200_000 {
            let now = civil(days);
            assert!(now > before && now.2 <= 31 && (1..=12).contains(&now.1));
            assert!(now.2 == 1 || now.2 == before.2 + 1);
            before = now;
        }
    }
}
