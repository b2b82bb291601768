//! What coverage.py records and reports on pellucid, compared with what it does on CPython 3.14.10.
//!
//! Each program of `PROGRAMS` is copied to a folder of its own and run there under `coverage run`, with lines and with
//! branches, by coverage's Python tracer and by its sys.monitoring core. Compared are, under the names of `OUTPUTS`, what
//! the program printed, the recorded lines or arcs (JSON), and the five reports. `tests/coverage/expected` holds what
//! CPython gave (`--bless --python CPYTHON`); a report longer than `WHOLE` is held by its length and checksum only, and
//! to look into a difference, run the command with CPython too: both leave their outputs in the target folder.
//!
//! `tests/coverage/ratchet.txt` lists the outputs that are known to differ; it must match exactly in both directions.

use crate::args::Args;
use crate::process::{self, Done};
use crate::report::{self, Step, Tally};
use crate::subject::{self, Subject, Watch};
use crate::{Outcome, cargo, paths};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(900);

/// An output up to so many bytes is committed whole.
const WHOLE: usize = 20_000;

struct Program {
    name: &'static str,
    /// What is copied, from where, relative to the root.
    sources: &'static [&'static str],
    words: &'static [&'static str],
}

const PROGRAMS: [Program; 4] = [
    Program { name: "post", sources: &["examples/post.py"], words: &["post.py", "1000"] },
    Program {
        name: "larger",
        sources: &["examples/larger/main.py", "examples/larger/abacus"],
        words: &["main.py", "1"],
    },
    Program { name: "big", sources: &["tests/coverage/programs/big/."], words: &["main.py"] },
    Program { name: "package", sources: &["tests/coverage/programs/package/."], words: &["-m", "unittest"] },
];

const CORES: [&str; 2] = ["pytrace", "sysmon"];

/// One program with one core in one way: `post-lines-pytrace`.
struct Case {
    program: &'static Program,
    watch: Watch,
    core: &'static str,
}

impl Case {
    fn all() -> Vec<Case> {
        let mut cases = Vec::new();
        for core in CORES {
            for program in &PROGRAMS {
                cases.extend([Watch::Lines, Watch::Branch].map(|watch| Case { program, watch, core }));
            }
        }
        cases
    }

    fn name(&self) -> String {
        format!("{}-{}-{}", self.program.name, self.watch.name(), self.core)
    }

    /// The names of its outputs: the reports are made from the data, so one core's are enough.
    fn outputs(&self) -> &'static [&'static str] {
        if self.core == "pytrace" { &OUTPUTS } else { &OUTPUTS[..2] }
    }
}

const OUTPUTS: [&str; 7] = ["stdout", "data", "report", "json", "xml", "lcov", "html"];

type Outputs = BTreeMap<&'static str, String>;

fn folder() -> PathBuf {
    paths::root().join("tests/coverage")
}

fn ratchet_path() -> PathBuf {
    folder().join("ratchet.txt")
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let mut command = std::process::Command::new("cp");
    let done = process::run(command.arg("-R").arg(from).arg(to), LIMIT)?;
    if done.ok() { Ok(()) } else { Err(format!("cp {}: {}", from.display(), done.tail())) }
}

/// Removes what differs from run to run: times, the folder, the interpreter's own lines.
fn normalise(text: &str, work: &Path) -> Result<String, String> {
    let rules = [
        (r"created at \d{4}-\d\d-\d\d \d\d:\d\d( [+-]\d{4})?", "created at TIME"),
        (r#"timestamp="\d+""#, r#"timestamp="TIME""#),
        (r#""timestamp": "[^"]*""#, r#""timestamp": "TIME""#),
        (r"Ran (\d+) tests? in [\d.]+s", "Ran $1 tests"),
    ];
    let mut text = text.replace(&work.display().to_string(), "WORK");
    for (pattern, with) in rules {
        let pattern = Regex::new(pattern).map_err(|error| format!("{pattern}: {error}"))?;
        text = pattern.replace_all(&text, with).into_owned();
    }
    Ok(text)
}

/// Runs one command of the case in its folder; it must end with 0.
fn run(subject: &Subject, work: &Path, words: &[String]) -> Result<Done, String> {
    let done = process::run(subject.command(work, &[]).args(words), LIMIT)?;
    if done.ok() { Ok(done) } else { Err(format!("{}: {}\n{}", words.join(" "), done.end, done.tail())) }
}

/// Makes one output, once the program has run.
fn output(name: &str, subject: &Subject, work: &Path) -> Result<String, String> {
    let data = work.join("data.coverage");
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_string).collect();
        words.push(format!("--data-file={}", data.display()));
        words
    };
    let text = match name {
        "data" => {
            let script = folder().join("dump.py").display().to_string();
            run(subject, work, &[script, data.display().to_string(), work.display().to_string()])?.out_text()
        }
        "report" => run(subject, work, &words("-m coverage report --show-missing"))?.out_text(),
        "html" => {
            run(subject, work, &words("-m coverage html -d html"))?;
            let mut all = String::new();
            for page in paths::files_below(&work.join("html"), ".html")? {
                let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
                all.push_str(&format!("== {name}\n{}\n", paths::read(&page)?));
            }
            all
        }
        kind => {
            let file = work.join(format!("report.{kind}"));
            let more = if kind == "json" { " --pretty-print" } else { "" };
            run(subject, work, &words(&format!("-m coverage {kind}{more} -o {}", file.display())))?;
            paths::read(&file)?
        }
    };
    normalise(&text, work)
}

/// Runs a case; an output that could not be made is an error in its place.
fn outputs(
    subject: &Subject,
    case: &Case,
    base: &Path,
) -> Result<BTreeMap<&'static str, Result<String, String>>, String> {
    let work = base.join(case.name()).join("work");
    paths::fresh_folder(&work)?;
    for source in case.program.sources {
        copy(&paths::root().join(source), &work)?;
    }
    let mut words = case.watch.words(&work.join("data.coverage"));
    words.extend(case.program.words.iter().map(|word| word.to_string()));
    let subject = Subject {
        name: subject.name.clone(),
        program: subject.program.clone(),
        site: subject.site.clone(),
        environment: vec![("COVERAGE_CORE".to_string(), case.core.to_string())],
    };
    let ran = run(&subject, &work, &words);
    let mut all = BTreeMap::new();
    for name in case.outputs() {
        let text = match (&ran, *name) {
            (Err(message), _) => Err(message.clone()),
            (Ok(done), "stdout") => normalise(&format!("{}{}", done.out_text(), done.err_text()), &work),
            (Ok(_), name) => output(name, &subject, &work),
        };
        if let Ok(text) = &text {
            paths::write(&work.with_file_name(format!("{name}.txt")), text)?;
        }
        all.insert(*name, text);
    }
    Ok(all)
}

/// FNV-1a, of 64 bits.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What is committed for an output: the recorded data always whole.
fn committed_form(name: &str, text: &str) -> String {
    if name == "data" || text.len() <= WHOLE {
        return text.to_string();
    }
    format!("{} bytes in {} lines, checksum {:016x}\n", text.len(), text.lines().count(), checksum(text))
}

fn expected_path(case: &str, name: &str) -> PathBuf {
    folder().join("expected").join(case).join(format!("{name}.txt"))
}

fn read_ratchet() -> Result<BTreeSet<String>, String> {
    if !ratchet_path().exists() {
        return Ok(BTreeSet::new());
    }
    let text = paths::read(&ratchet_path())?;
    Ok(text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_string).collect())
}

/// What is wrong with one output, in words; nothing when it is as CPython's.
fn judge(case: &str, name: &str, got: &Result<String, String>) -> Result<Option<String>, String> {
    let text = match got {
        Ok(text) => committed_form(name, text),
        Err(message) => return Ok(Some(format!("    {}\n", message.replace('\n', "\n    ")))),
    };
    let path = expected_path(case, name);
    if !path.exists() {
        return Ok(Some("    nothing is committed: cargo xtask coverage --bless --python CPYTHON\n".to_string()));
    }
    let expected = paths::read(&path)?;
    Ok((text != expected).then(|| report::difference(&expected, &text, 5)))
}

fn compare(subject: &Subject, cases: &[Case], ratchet: bool) -> Result<(Tally, BTreeSet<String>), String> {
    let base = paths::target().join("coverage").join(&subject.name);
    let known = if ratchet { read_ratchet()? } else { BTreeSet::new() };
    let (mut tally, mut failing) = (Tally::default(), BTreeSet::new());
    let all = process::parallel(
        cases,
        process::jobs(),
        |case| outputs(subject, case, &base),
        |case, _| {
            println!("  {}", case.name());
        },
    );
    for (case, outputs) in cases.iter().zip(all) {
        for (name, got) in outputs? {
            let title = format!("{}/{name}", case.name());
            let wrong = judge(&case.name(), name, &got)?;
            let expected = known.contains(&title);
            match &wrong {
                Some(text) if !expected => {
                    print!("FAILED {title}\n{text}    reproduce: cargo xtask coverage {}\n", case.name());
                }
                None if expected => println!("FAILED {title}: listed, and as CPython's: cargo xtask coverage --update"),
                _ => {}
            }
            tally.add(if wrong.is_some() == expected { Tally::new(1, 0) } else { Tally::new(0, 1) });
            if wrong.is_some() {
                failing.insert(title);
            }
        }
    }
    let known = known.intersection(&failing).count();
    println!("coverage: {} outputs as expected ({known} of them known failures), {} not", tally.passed, tally.failed);
    Ok((tally, failing))
}

fn bless(subject: &Subject, cases: &[Case]) -> Outcome {
    let base = paths::target().join("coverage").join("blessed");
    for case in cases {
        let outputs: Outputs = outputs(subject, case, &base)?
            .into_iter()
            .map(|(name, text)| Ok((name, text?)))
            .collect::<Result<_, String>>()?;
        for (name, text) in &outputs {
            paths::write(&expected_path(&case.name(), name), &committed_form(name, text))?;
        }
        println!("  {}", case.name());
    }
    Ok(true)
}

/// The step of `cargo xtask test`.
pub fn step(interpreter: &Path, foreign: bool) -> Result<Step, String> {
    let site = match subject::coverage_site() {
        Ok(site) => site,
        Err(reason) => return Ok(Step::Skipped(reason)),
    };
    let name = if foreign { "tested" } else { "pellucid" }.to_string();
    let subject = Subject { name, program: interpreter.to_path_buf(), site: Some(site), environment: Vec::new() };
    Ok(Step::Ran(compare(&subject, &Case::all(), !foreign)?.0))
}

pub fn command(mut args: Args) -> Outcome {
    let (blessing, update) = (args.flag("--bless"), args.flag("--update"));
    let python = args.option("--python")?;
    let filters = args.finish()?;
    let mut cases = Case::all();
    cases.retain(|case| filters.is_empty() || filters.iter().any(|filter| case.name().contains(filter.as_str())));
    let foreign = python.is_some();
    let subject = Subject {
        name: if foreign { "tested" } else { "pellucid" }.to_string(),
        program: cargo::interpreter(python, true)?,
        site: Some(subject::coverage_site()?),
        environment: Vec::new(),
    };
    if blessing {
        return if foreign {
            bless(&subject, &cases)
        } else {
            Err("--bless is of CPython's outputs: --python".to_string())
        };
    }
    if update && (foreign || !filters.is_empty()) {
        return Err("--update is of all of pellucid's outputs".to_string());
    }
    let (tally, failing) = compare(&subject, &cases, !foreign)?;
    if update {
        let head = "# The outputs of coverage.py that are known to differ from CPython's. `cargo xtask coverage --update`\n\
                    # rewrites this file. An output that is listed and equal is a failure, so that an improvement is committed.\n";
        let lines: String = failing.iter().map(|title| format!("{title}\n")).collect();
        paths::write(&ratchet_path(), &(head.to_string() + &lines))?;
        println!("{} outputs are listed as different", failing.len());
        return Ok(true);
    }
    Ok(tally.failed == 0)
}

#[cfg(test)]
mod tests {
    use super::{Case, checksum, committed_form, normalise};
    use std::path::Path;

    #[test]
    fn times_and_places_are_removed() {
        let text = "/w/x/a.py timestamp=\"123\" created at 2026-01-02 03:04 +0000\nRan 3 tests in 0.012s";
        let wanted = "WORK/a.py timestamp=\"TIME\" created at TIME\nRan 3 tests";
        assert_eq!(normalise(text, Path::new("/w/x")).unwrap(), wanted);
    }

    #[test]
    fn long_outputs_are_held_by_a_checksum() {
        assert_eq!(checksum(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(checksum("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(committed_form("html", "short\n"), "short\n");
        assert!(committed_form("html", &"x\n".repeat(20_000)).starts_with("40000 bytes in 20000 lines, checksum "));
        assert_eq!(committed_form("data", &"x\n".repeat(20_000)).len(), 40_000);
        assert_eq!(Case::all().len(), 16);
    }
}
