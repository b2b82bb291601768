//! `cargo xtask diff`: the same programs with the JIT off, and in each of its modes; what comes out must be the same.
//!
//! The language tests are compared with their committed expectations, in each mode (`lang::Mode::JIT`), against the same
//! list of known failures. The examples are compared with what they print with the JIT off: bare, and measured by
//! coverage.py with its Python tracer and with `sys.monitoring`, where the report of lines and branches is part of what is
//! compared.

use crate::args::Args;
use crate::lang::{self, Mode};
use crate::process::{self, End};
use crate::report::{self, Tally};
use crate::subject::{self, Subject};
use crate::{Outcome, cargo, paths};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);

/// How far the program of the post counts here: far enough for everything to be compiled.
const COUNT: &str = "5000";

/// The ways in which an example is watched: the core of coverage.py, and the words that go before the program.
const WATCHES: [(&str, &str, &[&str]); 4] = [
    ("bare", "", &[]),
    ("lines", "pytrace", &["-m", "coverage", "run"]),
    ("branch", "pytrace", &["-m", "coverage", "run", "--branch"]),
    ("sysmon", "sysmon", &["-m", "coverage", "run", "--branch"]),
];

struct Example {
    name: &'static str,
    script: PathBuf,
    words: Vec<String>,
}

fn all_examples() -> Vec<Example> {
    let folder = paths::root().join("examples");
    vec![
        Example { name: "post", script: folder.join("post.py"), words: vec![COUNT.to_string()] },
        Example { name: "larger", script: folder.join("larger/main.py"), words: Vec::new() },
    ]
}

/// Runs an example once; gives all that it showed.
fn shown(subject: &Subject, folder: &Path, example: &Example, watch: &[&str]) -> Result<String, String> {
    let mut command = subject.command(folder, &[]);
    command.args(watch).arg(&example.script).args(&example.words);
    let done = process::run(&mut command, LIMIT)?;
    let mut text = format!("{}--- stderr\n{}--- {}\n", done.out_text(), done.err_text(), done.end);
    if !watch.is_empty() && done.end == End::Exit(0) {
        let report = process::run(subject.command(folder, &[]).args(["-m", "coverage", "report", "-m"]), LIMIT)?;
        text.push_str(&format!("{}{}", report.out_text(), report.err_text()));
    }
    Ok(text)
}

/// Compares the examples in the given modes.
pub fn examples(interpreter: &Path, modes: &[Mode]) -> Result<Tally, String> {
    let site = subject::coverage_site()?;
    let base = paths::target().join("diff");
    paths::fresh_folder(&base)?;
    let mut tally = Tally::default();
    for example in all_examples() {
        for (name, core, watch) in WATCHES {
            let run = |mode: Mode| -> Result<String, String> {
                let folder = base.join(format!("{}-{name}-{}", example.name, mode.name()));
                paths::fresh_folder(&folder)?;
                let mut subject = Subject {
                    name: mode.name().to_string(),
                    program: interpreter.to_path_buf(),
                    site: Some(site.clone()),
                    environment: Vec::new(),
                };
                if let Some((variable, value)) = mode.environment() {
                    subject = subject.with(variable, value);
                }
                if !core.is_empty() {
                    subject = subject.with("COVERAGE_CORE", core);
                }
                shown(&subject, &folder, &example, watch)
            };
            println!("  {} ({name}) ...", example.name);
            let expected = run(Mode::Off)?;
            if !expected.contains(&format!("--- {}\n", End::Exit(0))) {
                println!("FAILED {} ({name}, jit-off):\n{expected}", example.name);
                tally.failed += 1;
                continue;
            }
            let others: Vec<Mode> = modes.iter().copied().filter(|mode| *mode != Mode::Off).collect();
            let results = process::parallel(&others, process::jobs(), |mode| run(*mode), |_, _| {});
            tally.passed += 1;
            for (mode, result) in others.iter().zip(results) {
                let got = result?;
                if got == expected {
                    tally.passed += 1;
                } else {
                    tally.failed += 1;
                    let text = report::difference(&expected, &got, 6);
                    println!("FAILED {} ({name}, {}):\n{text}", example.name, mode.name());
                    println!("    reproduce: cargo xtask diff --examples --mode {}", mode.name());
                }
            }
        }
    }
    println!("examples: {} as with the JIT off, {} not", tally.passed, tally.failed);
    Ok(tally)
}

pub fn command(mut args: Args) -> Outcome {
    let python = args.option("--python")?;
    let release = args.flag("--release");
    let examples_only = args.flag("--examples");
    let modes: Vec<Mode> = match args.option("--mode")? {
        Some(names) => names.split(',').map(Mode::parse).collect::<Result<_, _>>()?,
        None => Mode::JIT.to_vec(),
    };
    let filters = args.finish()?;
    // Another build of pellucid may be named; the list of known failures is the same.
    let interpreter = cargo::interpreter(python, release)?;
    let mut failed = 0;
    if !examples_only {
        for mode in &modes {
            let mut plan = lang::Plan::new(interpreter.clone(), *mode);
            plan.filters = filters.clone();
            failed += lang::run(&plan)?.failed;
        }
    }
    if filters.is_empty() {
        failed += examples(&interpreter, &modes)?.failed;
    }
    Ok(failed == 0)
}
