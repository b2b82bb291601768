//! The language tests: every program `tests/lang/*/**/NAME.py` is run, and what it wrote is compared with the committed
//! `NAME.expect`, which CPython 3.14.10 gave (`cargo xtask bless`).
//!
//! Terms:
//! - *expectation*: the text of stdout, a line `--- stderr`, the text of stderr with the program's own path replaced by
//!   `SCRIPT`, a line `--- exit N`. Bytes that are not UTF-8 are written `\xNN`.
//! - *mode*: how the program is run: `plain`; `check`, on the machine that verifies that guards precede effects;
//!   `stress`, with a collection at every safepoint and dead cells poisoned; and the modes of the JIT (`Mode::JIT`): off,
//!   compiling at once or early, without the optimiser, with a guard that fails each time.
//! - *ratchet*: `tests/lang/ratchet.txt`, the tests that are known to fail, one to a line: the name alone when it fails
//!   in every mode, else the name and the modes. It must match exactly: a listed test that passes is a failure too, so
//!   that an improvement is committed.
//!
//! A program runs with an empty stdin, in a fresh folder, in the fixed environment that `tests/lang/bless.py` uses.

use crate::args::Args;
use crate::process::{self, End};
use crate::report::{self, Tally};
use crate::{Outcome, cargo, paths};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    Plain,
    Check,
    Stress,
    Off,
    AtOnce,
    Early,
    Unoptimised,
    Failing,
}

impl Mode {
    pub const ALL: [Mode; 8] = [
        Mode::Plain,
        Mode::Check,
        Mode::Stress,
        Mode::Off,
        Mode::AtOnce,
        Mode::Early,
        Mode::Unoptimised,
        Mode::Failing,
    ];
    /// Those that `cargo xtask diff` compares.
    pub const JIT: [Mode; 5] = [Mode::Off, Mode::AtOnce, Mode::Early, Mode::Unoptimised, Mode::Failing];

    pub fn name(self) -> &'static str {
        match self {
            Mode::Plain => "plain",
            Mode::Check => "check",
            Mode::Stress => "stress",
            Mode::Off => "jit-off",
            Mode::AtOnce => "jit-1",
            Mode::Early => "jit-7",
            Mode::Unoptimised => "jit-noopt",
            Mode::Failing => "jit-fail",
        }
    }

    pub fn parse(name: &str) -> Result<Mode, String> {
        let found = Mode::ALL.into_iter().find(|mode| mode.name() == name);
        let names = Mode::ALL.map(Mode::name).join(", ");
        found.ok_or_else(|| format!("no mode {name:?}; there are {names}"))
    }

    /// The variable that selects it.
    pub fn environment(self) -> Option<(&'static str, &'static str)> {
        match self {
            Mode::Plain => None,
            Mode::Check => Some(("PELLUCID_MACHINE", "check")),
            Mode::Stress => Some(("PELLUCID_STRESS", "gc:1/4096")),
            Mode::Off => Some(("PELLUCID_JIT", "off")),
            Mode::AtOnce => Some(("PELLUCID_JIT", "threshold=1,sync")),
            Mode::Early => Some(("PELLUCID_JIT", "threshold=7,sync")),
            Mode::Unoptimised => Some(("PELLUCID_JIT", "threshold=3,sync,noopt")),
            Mode::Failing => Some(("PELLUCID_JIT", "threshold=2,sync,fail=3")),
        }
    }

    /// How long a test may take. A collection at every allocation makes a program some hundred times slower.
    fn limit(self) -> Duration {
        Duration::from_secs(if self == Mode::Stress { 600 } else { 60 })
    }

    /// How long a test takes that is named as slow.
    fn slow(self) -> Duration {
        self.limit() / 20
    }
}

/// What to run, and how.
pub struct Plan {
    pub interpreter: PathBuf,
    pub mode: Mode,
    pub filters: Vec<String>,
    pub jobs: usize,
    pub limit: Duration,
    /// With another interpreter (`--python`) the list of known failures does not count.
    pub ratchet: bool,
}

impl Plan {
    pub fn new(interpreter: PathBuf, mode: Mode) -> Plan {
        Plan { interpreter, mode, filters: Vec::new(), jobs: process::jobs(), limit: mode.limit(), ratchet: true }
    }
}

/// The known failures: a test's name and the modes in which it fails.
type Ratchet = BTreeMap<String, BTreeSet<Mode>>;

fn folder() -> PathBuf {
    paths::root().join("tests/lang")
}

fn ratchet_path() -> PathBuf {
    folder().join("ratchet.txt")
}

const RATCHET_HEAD: &str = "\
# The language tests that are known to fail, and in which modes (none named: in all). `cargo xtask lang --update`
# rewrites this file. A test that is listed and passes is a failure, so that an improvement is committed.
";

fn parse_ratchet(text: &str) -> Result<Ratchet, String> {
    let mut ratchet = Ratchet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        let named: BTreeSet<Mode> = words.map(Mode::parse).collect::<Result<_, _>>()?;
        let modes = if named.is_empty() { Mode::ALL.into() } else { named };
        ratchet.insert(name.to_string(), modes);
    }
    Ok(ratchet)
}

fn print_ratchet(ratchet: &Ratchet) -> String {
    let mut text = RATCHET_HEAD.to_string();
    for (name, modes) in ratchet.iter().filter(|(_, modes)| !modes.is_empty()) {
        text.push_str(name);
        if modes.len() < Mode::ALL.len() {
            for mode in modes {
                text.push_str(&format!(" {}", mode.name()));
            }
        }
        text.push('\n');
    }
    text
}

fn read_ratchet() -> Result<Ratchet, String> {
    if ratchet_path().exists() { parse_ratchet(&paths::read(&ratchet_path())?) } else { Ok(Ratchet::new()) }
}

/// The tests' names (`00_basics/print`), in order. A file whose name starts with `_` is a helper of a test.
fn names(filters: &[String]) -> Result<Vec<String>, String> {
    let folder = folder();
    let mut names = Vec::new();
    for path in paths::files_below(&folder, ".py")? {
        let inner = path.strip_prefix(&folder).expect("found below the folder");
        let helper = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('_'));
        let name = inner.with_extension("").to_string_lossy().into_owned();
        if name.contains('/')
            && !helper
            && (filters.is_empty() || filters.iter().any(|part| name.contains(part.as_str())))
        {
            names.push(name);
        }
    }
    Ok(names)
}

/// Text of a program's output: bytes that are not UTF-8 become `\xNN`.
fn decode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// A folder for one run, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("pellucid-lang-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        paths::fresh_folder(&folder)?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A test may have left files that cannot be removed; the next run uses another name.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs one test; gives how long it took, and what differs unless it passed.
fn one(plan: &Plan, name: &str) -> Result<(Duration, Option<String>), String> {
    let program = folder().join(format!("{name}.py"));
    let expectation = program.with_extension("expect");
    if !expectation.exists() {
        return Ok((Duration::ZERO, Some(format!("    no expectation: cargo xtask bless {name} --python CPYTHON\n"))));
    }
    let expected = paths::read(&expectation)?;
    let scratch = Scratch::new()?;
    let mut command = Command::new(&plan.interpreter);
    command.arg(&program).current_dir(&scratch.0).env_clear();
    command.envs([
        ("LC_ALL", "C.UTF-8"),
        ("NO_COLOR", "1"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONHASHSEED", "0"),
        ("TZ", "UTC"),
        ("RUST_BACKTRACE", "1"),
    ]);
    command.env("HOME", &scratch.0).env("TMPDIR", &scratch.0).envs(plan.mode.environment());
    let done = process::run(&mut command, plan.limit)?;
    let end = match done.end {
        End::Exit(code) => format!("exit {code}"),
        other => other.to_string(),
    };
    let stderr = decode(&done.stderr).replace(&program.display().to_string(), "SCRIPT");
    let got = format!("{}--- stderr\n{stderr}--- {end}\n", decode(&done.stdout));
    if got == expected {
        return Ok((done.wall, None));
    }
    let mut text = report::difference(&expected, &got, 6);
    if !matches!(done.end, End::Exit(_)) {
        text.push_str(&format!("    ended by: {end}, after {}\n", report::seconds(done.wall)));
    }
    Ok((done.wall, Some(text)))
}

fn reproduce(plan: &Plan, name: &str) -> String {
    let mode = if plan.mode == Mode::Plain { String::new() } else { format!(" --mode {}", plan.mode.name()) };
    let python = if plan.ratchet { String::new() } else { format!(" --python {}", plan.interpreter.display()) };
    format!("cargo xtask lang {name}{mode}{python}")
}

/// Runs the plan's tests; gives every name with whether it failed.
fn results(plan: &Plan, known: &Ratchet) -> Result<Vec<(String, bool)>, String> {
    let names = names(&plan.filters)?;
    let total = names.len();
    let mut count = 0;
    let mut slow = Vec::new();
    let ran = process::parallel(
        &names,
        plan.jobs,
        |name| one(plan, name),
        |name, result| {
            count += 1;
            let expected = known.get(name).is_some_and(|modes| modes.contains(&plan.mode));
            if let Ok((wall, _)) = result
                && *wall >= plan.mode.slow()
            {
                slow.push((*wall, name.clone()));
            }
            match result {
                Ok((_, Some(text))) if !expected => {
                    print!("FAILED {name} ({})\n{text}    reproduce: {}\n", plan.mode.name(), reproduce(plan, name));
                }
                Ok((_, None)) if expected => {
                    println!(
                        "FAILED {name} ({}): it is listed as failing, and passes: cargo xtask lang --update",
                        plan.mode.name()
                    );
                }
                _ => {}
            }
            if count % 100 == 0 {
                println!("  {count} of {total} ...");
            }
        },
    );
    slow.sort_by(|a, b| b.cmp(a));
    for (wall, name) in slow.iter().take(10) {
        println!("  slow: {name} ({})", report::seconds(*wall));
    }
    names.into_iter().zip(ran).map(|(name, result)| Ok((name, result?.1.is_some()))).collect()
}

/// Runs the tests in one mode, against the list of known failures.
pub fn run(plan: &Plan) -> Result<Tally, String> {
    let known = if plan.ratchet { read_ratchet()? } else { Ratchet::new() };
    let results = results(plan, &known)?;
    let mut tally = Tally::default();
    let mut expected_failures = 0;
    for (name, failed) in &results {
        let expected = known.get(name).is_some_and(|modes| modes.contains(&plan.mode));
        tally.add(if *failed == expected { Tally::new(1, 0) } else { Tally::new(0, 1) });
        expected_failures += usize::from(*failed && expected);
    }
    if plan.filters.is_empty() {
        for (name, modes) in &known {
            if modes.contains(&plan.mode) && !results.iter().any(|(found, _)| found == name) {
                println!("FAILED {name}: listed in {} but there is no such test", paths::short(&ratchet_path()));
                tally.failed += 1;
            }
        }
    }
    let known =
        if expected_failures > 0 { format!(", {expected_failures} of them known failures") } else { String::new() };
    println!("language tests ({}): {} as expected{known}, {} not", plan.mode.name(), tally.passed, tally.failed);
    Ok(tally)
}

/// Runs all the tests in the given modes and rewrites the list of known failures.
fn update(interpreter: &Path, modes: &[Mode], limit: Option<u64>) -> Outcome {
    let mut ratchet = read_ratchet()?;
    let existing: BTreeSet<String> = names(&[])?.into_iter().collect();
    ratchet.retain(|name, _| existing.contains(name));
    for &mode in modes {
        let mut plan = Plan::new(interpreter.to_path_buf(), mode);
        plan.limit = limit.map_or(plan.limit, Duration::from_secs);
        for (name, failed) in results(&plan, &ratchet)? {
            let known = ratchet.entry(name).or_default();
            if failed {
                known.insert(mode)
            } else {
                known.remove(&mode)
            };
        }
    }
    paths::write(&ratchet_path(), &print_ratchet(&ratchet))?;
    println!("{} tests are listed as failing", ratchet.values().filter(|modes| !modes.is_empty()).count());
    Ok(true)
}

pub fn command(mut args: Args) -> Outcome {
    let mode = args.option("--mode")?.map(|name| Mode::parse(&name)).transpose()?;
    let python = args.option("--python")?;
    let release = args.flag("--release");
    let rewrite = args.flag("--update");
    let jobs = args.number("--jobs")?;
    let limit = args.number("--timeout")?;
    let filter = args.option("--filter")?;
    let mut filters = args.finish()?;
    filters.extend(filter);
    let foreign = python.is_some();
    let interpreter = cargo::interpreter(python, release)?;
    if rewrite {
        if foreign || !filters.is_empty() {
            return Err("--update runs all the tests on pellucid: no filter, no --python".to_string());
        }
        return update(&interpreter, &mode.map_or(Mode::ALL.to_vec(), |mode| vec![mode]), limit);
    }
    let mut plan = Plan::new(interpreter, mode.unwrap_or(Mode::Plain));
    plan.filters = filters;
    plan.ratchet = !foreign;
    plan.jobs = jobs.map_or(plan.jobs, |jobs| jobs as usize);
    plan.limit = limit.map_or(plan.limit, Duration::from_secs);
    Ok(run(&plan)?.failed == 0)
}

/// `cargo xtask bless`: runs the script that writes the expectations, with the CPython named by `--python`, or the peer.
pub fn bless_command(mut args: Args) -> Outcome {
    let python = match args.option("--python")? {
        Some(path) => PathBuf::from(path),
        None => paths::peer("cpython").ok_or("name a CPython 3.14.10 with --python")?,
    };
    let mut command = Command::new(&python);
    command.arg(folder().join("bless.py")).arg("--python").arg(&python).args(args.finish()?);
    let status = command.status().map_err(|error| format!("cannot start {}: {error}", python.display()))?;
    Ok(status.success())
}

#[cfg(test)]
mod tests {
    use super::{Mode, decode, parse_ratchet, print_ratchet};

    #[test]
    fn ratchets_are_written_as_they_are_read() {
        let text = "00_basics/a\n00_basics/b check stress\n14_stdlib/c\n14_stdlib/d check\n";
        let ratchet = parse_ratchet(text).unwrap();
        assert!(!ratchet["00_basics/b"].contains(&Mode::Plain));
        assert!(ratchet["14_stdlib/c"].contains(&Mode::Stress));
        let printed = print_ratchet(&ratchet);
        assert!(printed.ends_with(text));
        assert_eq!(parse_ratchet(&printed).unwrap(), ratchet);
        assert!(parse_ratchet("a fast\n").is_err());
    }

    #[test]
    fn bytes_that_are_no_text_are_shown() {
        assert_eq!(decode(b"a\xffb\xc3\xa9"), "a\\xffb\u{e9}");
    }
}
