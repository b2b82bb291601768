//! Runs a program in several ways and compares what came out.
//!
//! Terms:
//! - *way*: an interpreter with its settings. The first one is the reference: CPython when it is there, else pellucid
//!   with the JIT off.
//! - *outcome*: stdout and how the process ended. Two ways agree when their outcomes are equal.
//! - *difference*: a way whose outcome is not the reference's, with the cases whose streams differ.

use crate::process::{self, End};
use crate::{paths, report};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a program may take; they are made to take a fraction of a second.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub struct Way {
    pub name: String,
    pub program: PathBuf,
    /// The value of `PELLUCID_JIT`, if it is to be set.
    pub jit: Option<String>,
}

impl Way {
    fn run(&self, script: &Path) -> Result<Outcome, String> {
        let folder = script.parent().ok_or("a script stands in a folder")?;
        let mut command = Command::new(&self.program);
        command.arg(script).current_dir(folder).env_clear();
        command.envs([
            ("LC_ALL", "C.UTF-8"),
            ("NO_COLOR", "1"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHONHASHSEED", "0"),
            ("PYTHONWARNINGS", "ignore"),
            ("RUST_BACKTRACE", "1"),
        ]);
        command.envs(self.jit.iter().map(|value| ("PELLUCID_JIT", value)));
        let done = process::run(&mut command, LIMIT)?;
        Ok(Outcome { stdout: done.out_text(), end: done.end, stderr: done.err_text() })
    }
}

pub struct Outcome {
    pub stdout: String,
    pub end: End,
    pub stderr: String,
}

/// What went wrong, apart from where: the reducer must not wander from one to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The process was ended by a signal, or by a panic, whose message is given without its numbers.
    Crash(String),
    Hang,
    /// It ended in an ordinary way, with another stdout or exit code.
    Output,
}

pub struct Difference {
    pub way: Way,
    pub sort: Sort,
    /// The numbers of the cases whose streams differ, in order.
    pub cases: Vec<usize>,
    pub text: String,
}

pub enum Verdict {
    Same,
    Different(Vec<Difference>),
    /// The reference itself did not end well: the program says nothing.
    Useless(String),
}

fn sort(outcome: &Outcome) -> Sort {
    let panic = outcome.stderr.lines().find(|line| line.contains("panicked at") || line.contains("VM bug"));
    match outcome.end {
        End::TimedOut => Sort::Hang,
        End::Signal(number) => Sort::Crash(format!("signal {number}")),
        End::Exit(_) => match panic {
            Some(line) => Sort::Crash(line.chars().filter(|letter| !letter.is_ascii_digit()).collect()),
            None => Sort::Output,
        },
    }
}

/// The part of a program's output that one case wrote.
fn stream(text: &str, case: usize) -> &str {
    let (begin, end) = (format!("== case_{case}\n"), format!("-- case_{case} "));
    let Some(first) = text.find(&begin) else { return "" };
    let rest = &text[first..];
    let last = rest.find(&end).map_or(rest.len(), |at| at + rest[at..].find('\n').unwrap_or(rest.len() - at));
    &rest[..last]
}

fn differing_cases(left: &str, right: &str) -> Vec<usize> {
    let highest = left.lines().filter_map(|line| line.strip_prefix("== case_")?.parse().ok()).max().unwrap_or(0);
    (0..=highest).filter(|case| stream(left, *case) != stream(right, *case)).collect()
}

fn difference(reference: &Outcome, way: &Way, outcome: Outcome) -> Option<Difference> {
    if outcome.stdout == reference.stdout && outcome.end == reference.end {
        return None;
    }
    let sort = sort(&outcome);
    let mut text = match sort {
        Sort::Output => String::new(),
        _ => {
            let lines: Vec<&str> = outcome.stderr.lines().take(12).collect();
            format!("    {}: {}\n", outcome.end, lines.join("\n    "))
        }
    };
    if outcome.end != reference.end && sort == Sort::Output {
        let tail: Vec<&str> = outcome.stderr.lines().rev().take(4).collect();
        text.push_str(&format!("    {}, expected {}: {}\n", outcome.end, reference.end, tail.join(" | ")));
    }
    if outcome.stdout != reference.stdout {
        text.push_str(&report::difference(&reference.stdout, &outcome.stdout, 4));
    }
    let cases = differing_cases(&reference.stdout, &outcome.stdout);
    Some(Difference { way: way.clone(), sort, cases, text })
}

/// Whether a way knows its settings: a switch that an executable does not know must not pass for agreement.
pub fn probe(way: &Way, folder: &Path) -> Result<(), String> {
    let script = folder.join("probe.py");
    paths::write(&script, "print('ready')\n")?;
    let outcome = way.run(&script)?;
    match (outcome.end, outcome.stdout.as_str()) {
        (End::Exit(0), "ready\n") => Ok(()),
        (end, _) => Err(format!("{} does not start ({end}): {}", way.name, outcome.stderr.trim())),
    }
}

/// Puts the modules that programs import beside them.
pub fn prepare(folder: &Path) -> Result<(), String> {
    for name in ["_fuzz.py", "_things.py"] {
        let text = paths::read(&paths::root().join("tests/lang/16_fuzz").join(name))?;
        paths::write(&folder.join(name), &text)?;
    }
    Ok(())
}

/// Runs a program in all ways.
pub fn compare(ways: &[Way], script: &Path) -> Result<Verdict, String> {
    let (first, others) = ways.split_first().ok_or("there is nothing to run")?;
    let reference = first.run(script)?;
    if reference.end != End::Exit(0) {
        let tail: Vec<&str> = reference.stderr.lines().rev().take(3).collect();
        return Ok(Verdict::Useless(format!("{}: {}: {}", first.name, reference.end, tail.join(" | "))));
    }
    let mut differences = Vec::new();
    for way in others {
        differences.extend(difference(&reference, way, way.run(script)?));
    }
    Ok(if differences.is_empty() { Verdict::Same } else { Verdict::Different(differences) })
}

#[cfg(test)]
mod tests {
    use super::{End, Outcome, Sort, differing_cases, sort};

    #[test]
    fn cases_are_told_apart() {
        let left = "== case_0\na\n-- case_0 1 00\n== case_1\nb\n-- case_1 1 00\n";
        assert_eq!(differing_cases(left, left), Vec::<usize>::new());
        assert_eq!(differing_cases(left, &left.replace('b', "c")), [1]);
        assert_eq!(differing_cases(left, "== case_0\na\n"), [0, 1]);
    }

    #[test]
    fn crashes_are_told_from_other_output() {
        let outcome = |end, stderr: &str| Outcome { stdout: String::new(), end, stderr: stderr.to_string() };
        assert_eq!(sort(&outcome(End::Exit(1), "Traceback")), Sort::Output);
        let crash = sort(&outcome(End::Exit(101), "thread 'main' panicked at a.rs:12:3:\nx"));
        assert_eq!(crash, Sort::Crash("thread 'main' panicked at a.rs:::".to_string()));
        assert_eq!(sort(&outcome(End::TimedOut, "")), Sort::Hang);
    }
}
