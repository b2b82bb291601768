//! CPython's own test files, run untouched on pellucid.
//!
//! `tests/conformance/run_file.py` runs one file in a process of its own and writes a line for each test method. When
//! the process dies or hangs, the test that had started is recorded as `crash` or `timeout` and the file is run again
//! without the tests that are known already: a crash costs one test.
//!
//! `tests/conformance/expected/test_dict.txt` holds the results, `NAME STATUS` to a line, sorted. They must match exactly
//! in both directions, so that an improvement is committed (`--bless`). The status `unstable`, written there by hand,
//! matches any result: for tests that depend on the machine's load. `tests/conformance/methods.txt` holds how many test
//! methods CPython itself runs in each file, which the percentages are of.
//!
//! With `--jit SETTING` the same results are wanted from a JIT that is set so. `cargo xtask test` asks for [`EAGER`] too, which
//! compiles nearly all loops: what a test says must not hang on whether a loop was compiled. `tests/conformance/jit.txt` holds
//! the exceptions, `FILE NAME STATUS` to a line, each with its reason above it.

use crate::args::Args;
use crate::process::{self, Done, End};
use crate::report::{self, Step, Tally};
use crate::{Outcome, cargo, fetch, paths};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The files whose tests count, of CPython 3.14.10's `Lib/test`.
const FILES: [&str; 47] = [
    "test_argparse",
    "test_bdb",
    "test_bytes",
    "test_class",
    "test_collections",
    "test_contextlib",
    "test_cprofile",
    "test_dataclasses",
    "test_descr",
    "test_dict",
    "test_enum",
    "test_exceptions",
    "test_float",
    "test_functools",
    "test_generators",
    "test_import",
    "test_int",
    "test_io",
    "test_itertools",
    "test_json",
    "test_list",
    "test_logging",
    "test_monitoring",
    "test_os",
    "test_pdb",
    "test_profile",
    "test_random",
    "test_re",
    "test_scope",
    "test_set",
    "test_sqlite3",
    "test_statistics",
    "test_str",
    "test_string",
    "test_struct",
    "test_subprocess",
    "test_syntax",
    "test_sys_setprofile",
    "test_sys_settrace",
    "test_textwrap",
    "test_threading",
    "test_tomllib",
    "test_trace",
    "test_traceback",
    "test_typing",
    "test_unittest",
    "test_weakref",
];

/// The setting of the JIT that compiles each loop in its second iteration, and waits for the machine code.
pub const EAGER: &str = "threshold=2,sync";

/// A run of a file may take so long, and its results must grow within the second time.
const FILE_LIMIT: Duration = Duration::from_secs(900);
const TEST_LIMIT: Duration = Duration::from_secs(120);

/// How often a file is begun anew after a crash.
const RESTARTS: usize = 60;

/// Test names with their status.
type Results = BTreeMap<String, String>;

fn folder() -> PathBuf {
    paths::root().join("tests/conformance")
}

fn expected_path(file: &str) -> PathBuf {
    folder().join(format!("expected/{file}.txt"))
}

struct Plan {
    interpreter: PathBuf,
    /// The folder that holds CPython's package `test`.
    library: PathBuf,
    matching: Option<String>,
    test_limit: Duration,
    /// `PELLUCID_JIT`, if it is to be set.
    jit: Option<String>,
}

impl Plan {
    /// Where the results of its files are.
    fn results(&self) -> PathBuf {
        paths::target().join(if self.jit.is_some() { "conformance-jit" } else { "conformance" })
    }
}

/// The places of one file's run.
struct Places {
    scratch: PathBuf,
    results: PathBuf,
    details: PathBuf,
    exclude: PathBuf,
}

impl Places {
    fn new(plan: &Plan, file: &str) -> Result<Places, String> {
        let base = plan.results();
        let scratch = std::env::temp_dir().join(format!("pellucid-conformance-{}-{file}", std::process::id()));
        paths::fresh_folder(&scratch)?;
        std::fs::create_dir_all(&base).map_err(|error| format!("{}: {error}", base.display()))?;
        let places = Places {
            scratch,
            results: base.join(format!("{file}.results")),
            details: base.join(format!("{file}.log")),
            exclude: base.join(format!("{file}.exclude")),
        };
        for path in [&places.results, &places.details] {
            paths::write(path, "")?;
        }
        Ok(places)
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        // A test may have left what cannot be removed; the next run uses another folder.
        let _ = std::fs::remove_dir_all(&self.scratch);
    }
}

fn start(plan: &Plan, file: &str, places: &Places) -> Result<Done, String> {
    let mut command = Command::new(&plan.interpreter);
    let path = format!("{}:{}", plan.library.display(), folder().join("support").display());
    command.arg(folder().join("run_file.py")).arg(file).arg(&places.results).arg(&places.details);
    command.arg("--exclude").arg(&places.exclude);
    if let Some(text) = &plan.matching {
        command.arg("--match").arg(text);
    }
    command.current_dir(&places.scratch);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PYTHON")) {
        command.env_remove(name);
    }
    command.env("PYTHONPATH", &path).env("TMPDIR", &places.scratch).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    command.envs(plan.jit.iter().map(|setting| ("PELLUCID_JIT", setting)));
    command.env_remove("CLICOLOR_FORCE").env_remove("FORCE_COLOR");
    process::run_watched(&mut command, FILE_LIMIT, Some((&places.results, plan.test_limit)))
}

/// What the results file says: the finished tests, the one that has started and not ended, and whether all are done.
fn read_results(text: &str) -> (Results, Option<String>, bool) {
    let (mut results, mut started, mut ended) = (Results::new(), None, false);
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("start", name)) => {
                started = Some(name.to_string());
                ended = false;
            }
            Some((status, name)) => {
                results.insert(name.to_string(), status.to_string());
                started = started.filter(|open| open != name);
            }
            None => ended = line == "end",
        }
    }
    (results, started, ended)
}

/// Runs one file to its end, beginning anew after each crash.
fn run_file(plan: &Plan, file: &str) -> Result<Results, String> {
    let places = Places::new(plan, file)?;
    for _ in 0..RESTARTS {
        let (known, _, _) = read_results(&paths::read(&places.results)?);
        paths::write(&places.exclude, &known.keys().map(|name| format!("{name}\n")).collect::<String>())?;
        let done = start(plan, file, &places)?;
        let text = paths::read(&places.results)?;
        let (results, started, ended) = read_results(&text);
        if ended && !text.is_empty() {
            return Ok(results);
        }
        let status = if done.end == End::TimedOut { "timeout" } else { "crash" };
        // Without a started test the import itself died, or what comes between two tests: nothing more can be run.
        let name = started.clone().unwrap_or_else(|| "import".to_string());
        paths::write(&places.results, &format!("{text}{status} {name}\n"))?;
        let log = paths::read(&places.details)?;
        let report = format!("{}\n{status} {name} ({})\n{}\n", "=".repeat(100), done.end, done.tail());
        paths::write(&places.details, &(log + &report))?;
        if started.is_none() {
            break;
        }
    }
    Ok(read_results(&paths::read(&places.results)?).0)
}

fn count(results: &Results, wanted: &str) -> usize {
    results.values().filter(|status| *status == wanted).count()
}

/// How many tests of a file passed, and of how many: those that CPython runs, or those that ran here if they are more.
fn score(file: &str, results: &Results, methods: &BTreeMap<String, usize>) -> (usize, usize) {
    let ran = results.len() - count(results, "skip");
    (count(results, "ok"), ran.max(methods.get(file).copied().unwrap_or(0)))
}

fn percent((passed, all): (usize, usize)) -> f64 {
    if all == 0 { 0.0 } else { 100.0 * passed as f64 / all as f64 }
}

fn print_results(results: &Results) -> String {
    results.iter().map(|(name, status)| format!("{name} {status}\n")).collect()
}

fn parse_expected(text: &str) -> Results {
    let pairs = text.lines().filter_map(|line| line.rsplit_once(' '));
    pairs.map(|(name, status)| (name.to_string(), status.to_string())).collect()
}

/// The differences from what is committed, one sentence each.
fn differences(expected: &Results, got: &Results) -> Vec<String> {
    let mut sentences = Vec::new();
    for (name, was) in expected {
        match got.get(name) {
            _ if was == "unstable" => {}
            Some(is) if is == was => {}
            Some(is) => sentences.push(format!("{name}: {is}, expected {was}")),
            None => sentences.push(format!("{name}: not run, expected {was}")),
        }
    }
    let new = got.iter().filter(|(name, _)| !expected.contains_key(*name));
    sentences.extend(new.map(|(name, is)| format!("{name}: {is}, and not listed")));
    sentences
}

fn methods_path() -> PathBuf {
    folder().join("methods.txt")
}

fn read_methods() -> Result<BTreeMap<String, usize>, String> {
    if !methods_path().exists() {
        return Ok(BTreeMap::new());
    }
    let text = paths::read(&methods_path())?;
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    Ok(pairs.filter_map(|(file, number)| Some((file.to_string(), number.parse().ok()?))).collect())
}

/// What is done with the results.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Compare,
    Bless,
    Count,
    /// Another interpreter, or some tests only: print and no more.
    Look,
}

/// The lines of `jit.txt` about one file.
fn exceptions_of(file: &str, text: &str) -> Results {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let own = lines.filter_map(|line| line.strip_prefix(file)?.strip_prefix(' '));
    parse_expected(&own.map(|line| format!("{line}\n")).collect::<String>())
}

fn settle(plan: &Plan, file: &str, results: &Results, purpose: Purpose) -> Result<Vec<String>, String> {
    let path = expected_path(file);
    let mut expected = if path.exists() { parse_expected(&paths::read(&path)?) } else { Results::new() };
    if plan.jit.is_some() {
        expected.extend(exceptions_of(file, &paths::read(&folder().join("jit.txt"))?));
    }
    match purpose {
        Purpose::Compare => Ok(differences(&expected, results)),
        Purpose::Bless => {
            let mut kept = results.clone();
            for (name, _) in expected.iter().filter(|(_, status)| *status == "unstable") {
                kept.insert(name.clone(), "unstable".to_string());
            }
            paths::write(&path, &print_results(&kept))?;
            Ok(Vec::new())
        }
        Purpose::Count | Purpose::Look => Ok(Vec::new()),
    }
}

/// Makes the package `test` part of the interpreter's own library, where CPython has it: tests start interpreters that
/// ignore the environment (`-I`) and import it all the same.
fn lay_beside_library(plan: &Plan) -> Result<(), String> {
    let Some(folder) = plan.interpreter.parent().map(|folder| folder.join("lib/pellucid3.14")) else { return Ok(()) };
    let link = folder.join("test");
    if !folder.is_dir() || link.exists() {
        return Ok(());
    }
    // A link whose target is gone comes from a run with another target folder.
    if link.is_symlink() {
        std::fs::remove_file(&link).map_err(|error| format!("{}: {error}", link.display()))?;
    }
    let target = plan.library.join("test");
    std::os::unix::fs::symlink(&target, &link).map_err(|error| format!("{}: {error}", link.display()))
}

fn execute(plan: &Plan, files: &[String], jobs: usize, purpose: Purpose) -> Result<Tally, String> {
    lay_beside_library(plan)?;
    let mut methods = read_methods()?;
    let started = Instant::now();
    let (mut tally, mut total, mut trouble) = (Tally::default(), (0, 0), None);
    let work = |file: &String| -> Result<(Results, Duration), String> {
        let started = Instant::now();
        Ok((run_file(plan, file)?, started.elapsed()))
    };
    let all = process::parallel(files, jobs, work, |file, answer| {
        let settled = answer.as_ref().map_err(String::clone).and_then(|(results, time)| {
            let (passed, of) = score(file, results, &methods);
            total = (total.0 + passed, total.1 + of);
            let words = ["fail", "error", "crash", "timeout", "skip"];
            let counts: Vec<String> = words.iter().map(|word| format!("{} {word}", count(results, word))).collect();
            let share = percent((passed, of));
            let counts = counts.join(", ");
            println!("{file:20} {share:5.1} %  {passed} of {of} ok, {counts} ({})", report::seconds(*time));
            let wrong = settle(plan, file, results, purpose)?;
            tally.add(Tally::new(results.len().saturating_sub(wrong.len()), wrong.len()));
            for sentence in wrong.iter().take(12) {
                println!("  FAILED {file} {sentence}");
            }
            if wrong.len() > 12 {
                println!("  ... and {} more", wrong.len() - 12);
            }
            if !wrong.is_empty() {
                match &plan.jit {
                    Some(setting) => println!("  reproduce: cargo xtask conformance {file} --jit {setting}"),
                    None => println!(
                        "  reproduce: cargo xtask conformance {file}; accept: cargo xtask conformance {file} --bless"
                    ),
                }
            }
            Ok(())
        });
        trouble = trouble.take().or(settled.err());
    });
    if let Some(message) = trouble {
        return Err(message);
    }
    if purpose == Purpose::Count {
        for (file, answer) in files.iter().zip(&all) {
            if let Ok((results, _)) = answer {
                methods.insert(file.clone(), results.len() - count(results, "skip"));
            }
        }
        let lines = methods.iter().map(|(file, number)| format!("{file} {number}\n")).collect::<String>();
        let head = "# How many test methods CPython 3.14.10 itself runs (not counting skipped ones) in each of its test files.\n";
        paths::write(&methods_path(), &(head.to_string() + &lines))?;
    }
    let time = report::seconds(started.elapsed());
    println!("all: {:.1} %, {} of {} test methods ok ({time})", percent(total), total.0, total.1);
    println!("tracebacks: {}", paths::short(&plan.results()));
    Ok(tally)
}

/// A step of `cargo xtask test`: every file that has expectations, if CPython's tests have been fetched.
pub fn step(interpreter: &Path, jit: Option<&str>) -> Result<Step, String> {
    let Some(library) = fetch::cpython_tests_if_there() else {
        return Ok(Step::Skipped(
            "CPython's tests have not been fetched (cargo xtask conformance --fetch)".to_string(),
        ));
    };
    let files: Vec<String> =
        FILES.iter().filter(|file| expected_path(file).exists()).map(|file| file.to_string()).collect();
    if files.is_empty() {
        return Ok(Step::Skipped("no results are committed yet (cargo xtask conformance --bless)".to_string()));
    }
    let jit = jit.map(str::to_string);
    let plan = Plan { interpreter: interpreter.to_path_buf(), library, matching: None, test_limit: TEST_LIMIT, jit };
    Ok(Step::Ran(execute(&plan, &files, process::jobs(), Purpose::Compare)?))
}

pub fn command(mut args: Args) -> Outcome {
    let (fetch, bless, counting) = (args.flag("--fetch"), args.flag("--bless"), args.flag("--count"));
    let debug = args.flag("--debug");
    let python = args.option("--python")?;
    let matching = args.option("--match")?;
    let jit = args.option("--jit")?;
    let jobs = args.number("--jobs")?.map_or(process::jobs(), |jobs| jobs as usize);
    let limit = args.number("--timeout")?.map_or(TEST_LIMIT, Duration::from_secs);
    let mut files = args.finish()?;
    let library = match fetch::cpython_tests_if_there() {
        Some(library) => library,
        None if fetch || paths::peers().is_some() => fetch::cpython_tests()?,
        None => return Err("CPython's tests are not here yet: cargo xtask conformance --fetch".to_string()),
    };
    if fetch && files.is_empty() && !bless {
        println!("CPython's tests are in {}", library.display());
        return Ok(true);
    }
    if files.is_empty() {
        files = FILES.iter().map(|file| file.to_string()).collect();
    }
    let foreign = python.is_some();
    let purpose = match (bless, counting, foreign || matching.is_some()) {
        (true, _, false) if jit.is_none() => Purpose::Bless,
        (false, true, _) if foreign && matching.is_none() => Purpose::Count,
        (false, false, true) => Purpose::Look,
        (false, false, false) => Purpose::Compare,
        _ => {
            return Err(
                "--bless is of pellucid's results, --count of CPython's (--python), both without --match and --jit"
                    .to_string(),
            );
        }
    };
    let interpreter = cargo::interpreter(python, !debug)?;
    let looking_closely = matching.is_some();
    let plan = Plan { interpreter, library, matching, test_limit: limit, jit };
    let tally = execute(&plan, &files, jobs, purpose)?;
    if looking_closely {
        for file in &files {
            print!("{}", paths::read(&plan.results().join(format!("{file}.log")))?);
        }
    }
    Ok(tally.failed == 0)
}

#[cfg(test)]
mod tests {
    use super::{differences, exceptions_of, parse_expected, print_results, read_results};

    #[test]
    fn a_started_test_is_open_until_it_ends() {
        let (results, started, ended) = read_results("start A.x\nok A.x\nstart A.y\n");
        assert_eq!((results.len(), started.as_deref(), ended), (1, Some("A.y"), false));
        let (results, started, ended) = read_results("start A.x\nfail A.x\nskip A.z\nend\n");
        assert_eq!((results.len(), started, ended), (2, None, true));
        // After a crash the file is begun anew, and what it says last counts.
        let (_, started, ended) = read_results("start A.x\ncrash A.x\nstart A.y\nok A.y\nend\n");
        assert_eq!((started, ended), (None, true));
    }

    #[test]
    fn exceptions_are_told_apart_by_file() {
        let text = "# why\ntest_a T.x fail\ntest_ab T.y error\n";
        assert_eq!(exceptions_of("test_a", text), parse_expected("T.x fail\n"));
        assert_eq!(exceptions_of("test_c", text).len(), 0);
    }

    #[test]
    fn results_must_match_in_both_directions() {
        let expected = parse_expected("A.a ok\nA.b fail\nA.c unstable\nA.d ok\n");
        assert_eq!(parse_expected(&print_results(&expected)), expected);
        let got = parse_expected("A.a ok\nA.b ok\nA.c fail\nA.e ok\n");
        assert_eq!(differences(&expected, &got).len(), 3);
        assert!(differences(&expected, &expected).is_empty());
    }
}
