//! Progress and results: the counts that `cargo xtask test` adds up, and the comparison of texts.

use std::time::Duration;

/// Cases counted.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn new(passed: usize, failed: usize) -> Tally {
        Tally { passed, failed }
    }

    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What a step gave.
pub enum Step {
    Ran(Tally),
    /// Not run, with the reason in a plain sentence.
    Skipped(String),
}

/// A time as people read it.
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02.0} s", (seconds / 60.0) as u64, seconds % 60.0)
    }
}

/// The first differences of two texts: the line number, what was expected, what came; at most `most` lines each.
pub fn difference(expected: &str, got: &str, most: usize) -> String {
    let (expected, got): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), got.lines().collect());
    let same = expected.iter().zip(&got).take_while(|(left, right)| left == right).count();
    let mut text = format!("    first difference at line {}\n", same + 1);
    for (mark, lines) in [("-", &expected), ("+", &got)] {
        for line in lines[same..].iter().take(most) {
            text.push_str(&format!("    {mark} {line}\n"));
        }
        let rest = lines.len().saturating_sub(same + most);
        if rest > 0 {
            text.push_str(&format!("    {mark} ... {rest} more lines\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{difference, seconds};
    use std::time::Duration;

    #[test]
    fn texts() {
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
        let text = difference("a\nb\nc\n", "a\nx\n", 1);
        assert_eq!(text, "    first difference at line 2\n    - b\n    - ... 1 more lines\n    + x\n");
    }
}
