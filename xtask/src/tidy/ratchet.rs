//! The ratchet file: numbers that may fall and not rise.

use super::Count;
use crate::paths;
use std::collections::BTreeMap;
use std::path::PathBuf;

const HEAD: &str = "\
# What broke a rule of `cargo xtask tidy` before the rule came: rule, subject, number. A number may fall, not rise;
# `cargo xtask tidy --bless` lowers the numbers and drops the lines that are not needed any more.
";

/// Rule and subject, with the number that is allowed.
pub struct Ratchet {
    allowed: BTreeMap<(String, String), usize>,
}

fn path() -> PathBuf {
    paths::root().join("xtask/ratchet.txt")
}

impl Ratchet {
    pub fn read() -> Result<Ratchet, String> {
        if path().exists() { Ratchet::parse(&paths::read(&path())?) } else { Ratchet::parse("") }
    }

    fn parse(text: &str) -> Result<Ratchet, String> {
        let mut allowed = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [rule, subject, number] = words[..] else {
                return Err(format!("{}: three words expected: {line:?}", paths::short(&path())));
            };
            let number = number.parse().map_err(|_| format!("{}: no number: {line:?}", paths::short(&path())))?;
            allowed.insert((rule.to_string(), subject.to_string()), number);
        }
        Ok(Ratchet { allowed })
    }

    fn print(&self) -> String {
        let lines = self.allowed.iter().map(|((rule, subject), number)| format!("{rule} {subject} {number}\n"));
        HEAD.to_string() + &lines.collect::<String>()
    }

    pub fn write(&self) -> Result<(), String> {
        paths::write(&path(), &self.print())
    }

    /// Compares one rule's counts with what is allowed; gives the messages of what is too much, or listed for nothing.
    /// With `bless` the numbers fall to the counts first.
    pub fn judge(&mut self, rule: &str, counts: &[Count], bless: bool) -> Vec<String> {
        let mut messages = Vec::new();
        let mut needed: BTreeMap<&str, usize> = BTreeMap::new();
        for count in counts.iter().filter(|count| count.number > count.limit) {
            needed.insert(&count.subject, count.number);
            let allowed = self.allowed.get(&(rule.to_string(), count.subject.clone())).copied().unwrap_or(count.limit);
            if count.number > allowed {
                messages.push(format!("{} (at most {allowed})", count.message));
            }
        }
        if bless {
            self.allowed.retain(|(of, subject), _| of != rule || needed.contains_key(subject.as_str()));
            for ((_, subject), number) in self.allowed.iter_mut().filter(|((of, _), _)| of == rule) {
                *number = (*number).min(needed[subject.as_str()]);
            }
        }
        for (of, subject) in self.allowed.keys() {
            if of == rule && !needed.contains_key(subject.as_str()) {
                messages.push(format!("the ratchet lists {subject}, which keeps the rule: cargo xtask tidy --bless"));
            }
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, Ratchet};
    use crate::tidy::Count;

    fn count(subject: &str, number: usize) -> Count {
        Count { subject: subject.to_string(), number, limit: 10, message: format!("{subject} has {number}") }
    }

    #[test]
    fn numbers_may_fall_and_not_rise() {
        let mut ratchet = Ratchet::parse("lines a 20\nlines b 30\nother a 5\n").unwrap();
        assert_eq!(
            ratchet.judge("lines", &[count("a", 20), count("b", 12), count("c", 10)], false),
            Vec::<String>::new()
        );
        assert_eq!(ratchet.judge("lines", &[count("a", 21), count("b", 30)], false), ["a has 21 (at most 20)"]);
        assert_eq!(ratchet.judge("lines", &[count("a", 20), count("b", 30), count("c", 11)], false).len(), 1);
        assert_eq!(ratchet.judge("lines", &[count("a", 20)], false).len(), 1, "b is listed for nothing");
    }

    #[test]
    fn bless_lowers_only() {
        let mut ratchet = Ratchet::parse("lines a 20\nlines b 30\nother a 5\n").unwrap();
        assert_eq!(ratchet.judge("lines", &[count("a", 25), count("c", 11)], true).len(), 2);
        assert_eq!(ratchet.print(), format!("{HEAD}lines a 20\nother a 5\n"));
        assert_eq!(ratchet.judge("lines", &[count("a", 15)], true), Vec::<String>::new());
        assert_eq!(ratchet.print(), format!("{HEAD}lines a 15\nother a 5\n"));
    }
}
