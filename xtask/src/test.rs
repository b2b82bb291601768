//! `cargo xtask test`: all the tests, step by step, with one line of counts at the end; and `cargo xtask lint`.
//!
//! A step either ran and counted its cases, or was skipped with a sentence that says why. A step that could not run is
//! one failed case. Every failure prints the command that repeats it alone.

use crate::args::Args;
use crate::conformance::EAGER;
use crate::lang::{self, Mode};
use crate::report::{self, Step, Tally};
use crate::{Outcome, cargo, conformance, coverage, diff, licences, paths, tidy};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

type StepResult = Result<Step, String>;

/// The steps done so far, and their counts.
struct Run {
    number: usize,
    total: usize,
    tally: Tally,
    lines: Vec<String>,
}

impl Run {
    fn step(&mut self, title: &str, repeat: &str, work: impl FnOnce() -> StepResult) {
        self.number += 1;
        println!("\n[{}/{}] {title}", self.number, self.total);
        let started = Instant::now();
        let (verdict, failed) = match work() {
            Ok(Step::Ran(tally)) => {
                self.tally.add(tally);
                (format!("{} passed, {} failed", tally.passed, tally.failed), tally.failed > 0)
            }
            Ok(Step::Skipped(reason)) => (format!("skipped: {reason}"), false),
            Err(message) => {
                self.tally.failed += 1;
                (format!("could not run: {message}"), true)
            }
        };
        let repeat = if failed { format!("; repeat with: {repeat}") } else { String::new() };
        let line = format!("{title}: {verdict} ({}){repeat}", report::seconds(started.elapsed()));
        println!("{line}");
        self.lines.push(line);
    }
}

/// Runs a command whose success is the one case.
fn one_case(mut command: Command) -> StepResult {
    let status = command.status().map_err(|error| format!("cannot start it: {error}"))?;
    Ok(Step::Ran(if status.success() { Tally::new(1, 0) } else { Tally::new(0, 1) }))
}

fn fmt_command() -> Command {
    cargo::plain(&["fmt", "--all", "--check"])
}

fn clippy_command() -> Command {
    let mut command = cargo::command(&["clippy", "--workspace", "--all-targets"]);
    command.args(["--", "-D", "warnings"]);
    command
}

/// The numbers before ` passed` and ` failed` in a runner's line of counts.
fn counts(line: &str) -> Option<Tally> {
    let number_before = |word: &str| -> Option<usize> {
        let end = line.find(word)?;
        line[..end].split_whitespace().next_back()?.parse().ok()
    };
    let passed = number_before(" passed")?;
    let others = [" failed", " exec failed", " timed out"].map(|word| number_before(word).unwrap_or(0));
    Some(Tally::new(passed, others.iter().sum()))
}

/// Runs the crates' own tests, passing on what the runner prints, and adds up its lines of counts.
fn unit_tests() -> StepResult {
    let nextest = cargo::has_nextest();
    let mut command = if nextest {
        let mut command = cargo::command(&["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"]);
        command.args(["--status-level", "fail", "--final-status-level", "fail"]);
        command
    } else {
        cargo::command(&["test", "--workspace", "--no-fail-fast", "--quiet"])
    };
    // nextest reports on stderr, cargo test on stdout.
    if nextest {
        command.stderr(Stdio::piped())
    } else {
        command.stdout(Stdio::piped())
    };
    let mut child = command.spawn().map_err(|error| format!("cannot run cargo: {error}"))?;
    let stream: Box<dyn std::io::Read> = match (child.stdout.take(), child.stderr.take()) {
        (Some(stdout), _) => Box::new(stdout),
        (None, Some(stderr)) => Box::new(stderr),
        (None, None) => return Err("the runner has no output".to_string()),
    };
    let mut tally = Tally::default();
    for line in BufReader::new(stream).split(b'\n') {
        let line = line.map_err(|error| format!("reading the runner's output: {error}"))?;
        let line = String::from_utf8_lossy(&line).into_owned();
        println!("{line}");
        if line.contains("Summary [") || line.starts_with("test result:") {
            tally.add(counts(&line).ok_or_else(|| format!("cannot read the counts in {line:?}"))?);
        }
    }
    let status = child.wait().map_err(|error| format!("waiting for the runner: {error}"))?;
    if !status.success() && tally.failed == 0 {
        return Err("the tests do not compile or their runner failed".to_string());
    }
    Ok(Step::Ran(tally))
}

fn unit_tests_repeat() -> &'static str {
    if cargo::has_nextest() {
        "cargo nextest run --workspace --ignore-rust-version"
    } else {
        "cargo test --workspace --ignore-rust-version"
    }
}

/// The binary of the step that built it; without it the steps that need it are skipped.
fn needs(binary: &Option<PathBuf>) -> Result<PathBuf, String> {
    binary.clone().ok_or_else(|| "the binary was not built".to_string())
}

fn lang_step(run: &mut Run, binary: &Option<PathBuf>, mode: Mode, foreign: bool) {
    let title = format!("language tests, {}", mode.name());
    run.step(&title, &format!("cargo xtask lang --mode {}", mode.name()), || {
        let mut plan = lang::Plan::new(needs(binary)?, mode);
        plan.ratchet = !foreign;
        Ok(Step::Ran(lang::run(&plan)?))
    });
}

pub fn command(mut args: Args) -> Outcome {
    let quick = args.flag("--quick");
    let python = args.option("--python")?;
    args.finish()?;
    let foreign = python.is_some();
    let started = Instant::now();
    let total = if quick { 7 } else { 19 };
    let mut run = Run { number: 0, total, tally: Tally::default(), lines: Vec::new() };
    run.step("tidy", "cargo xtask tidy", || Ok(Step::Ran(tidy::check()?)));
    run.step("licences", "cargo xtask licences --check", || {
        Ok(Step::Ran(if licences::is_current()? { Tally::new(1, 0) } else { Tally::new(0, 1) }))
    });
    run.step("format", "cargo fmt --all", || one_case(fmt_command()));
    if !quick {
        run.step("clippy", "cargo xtask lint", || one_case(clippy_command()));
    }
    run.step("unit tests", unit_tests_repeat(), unit_tests);
    let mut binary = None;
    run.step("build", "cargo build --package pellucid-cli --ignore-rust-version", || {
        binary = Some(cargo::interpreter(python, false)?);
        Ok(Step::Ran(Tally::new(1, 0)))
    });
    for mode in Mode::ALL {
        // Of the JIT's modes, the one that compiles most is the everyday one.
        if [Mode::Plain, Mode::AtOnce].contains(&mode) || !quick {
            lang_step(&mut run, &binary, mode, foreign);
        }
    }
    if !quick {
        let mut release = None;
        run.step("release build", "cargo build --release --package pellucid-cli --ignore-rust-version", || {
            release = Some(if foreign { needs(&binary)? } else { cargo::interpreter(None, true)? });
            Ok(Step::Ran(Tally::new(1, 0)))
        });
        run.step("examples in all modes", "cargo xtask diff --examples --release", || {
            Ok(Step::Ran(diff::examples(&needs(&release)?, &Mode::JIT)?))
        });
        run.step("coverage", "cargo xtask coverage", || coverage::step(&needs(&release)?, foreign));
        let ways = [
            ("conformance", "cargo xtask conformance".to_string(), None),
            ("conformance, JIT against interpreter", format!("cargo xtask conformance --jit {EAGER}"), Some(EAGER)),
        ];
        for (title, repeat, jit) in ways {
            run.step(title, &repeat, || match foreign {
                true => Ok(Step::Skipped("the results are pellucid's".to_string())),
                false => conformance::step(&needs(&release)?, jit),
            });
        }
    }
    println!("\nthe steps of `cargo xtask test`, {} in all:", report::seconds(started.elapsed()));
    for line in &run.lines {
        println!("  {line}");
    }
    if foreign {
        println!("the interpreter was {}, not pellucid", paths::short(&binary.unwrap_or_default()));
    }
    println!("{} passed, {} failed", run.tally.passed, run.tally.failed);
    Ok(run.tally.failed == 0)
}

pub fn lint_command(args: Args) -> Outcome {
    args.finish()?;
    let mut fine = true;
    for (title, mut command) in [("rustfmt", fmt_command()), ("clippy", clippy_command())] {
        println!("{title} ...");
        let status = command.status().map_err(|error| format!("cannot run cargo: {error}"))?;
        fine &= status.success();
    }
    Ok(fine)
}

#[cfg(test)]
mod tests {
    use super::counts;
    use crate::report::Tally;

    #[test]
    fn counts_of_both_runners() {
        let nextest = "     Summary [   0.018s] 7 tests run: 5 passed (1 slow), 2 failed, 3 skipped";
        assert_eq!(counts(nextest), Some(Tally::new(5, 2)));
        let cargo =
            "test result: FAILED. 11 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(counts(cargo), Some(Tally::new(11, 1)));
        assert_eq!(counts("Summary [] 3 tests run: 1 passed, 1 failed, 1 timed out"), Some(Tally::new(1, 2)));
        assert_eq!(counts("nothing"), None);
    }
}
