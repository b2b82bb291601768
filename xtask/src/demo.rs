//! `cargo xtask demo`: coverage.py, as PyPI serves it, measures two programs on pellucid.
//!
//! `examples/post.py`, the 2013 post's loop, and `examples/larger`, a small compiler with its machine, are run bare,
//! under coverage and under coverage with branches; what they print must be the same. The reports are shown, and a table
//! of the times. With `--peers` the peers on this machine run the same.

use crate::args::Args;
use crate::process::{self, Done};
use crate::report;
use crate::subject::{self, Subject, Watch};
use crate::{Outcome, paths};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(1800);

/// A program to measure.
struct Program {
    name: &'static str,
    words: Vec<String>,
}

fn programs(count: u64) -> Vec<Program> {
    let example = |path: &str| paths::root().join("examples").join(path).display().to_string();
    vec![
        Program { name: "post.py", words: vec![example("post.py"), count.to_string()] },
        Program { name: "larger", words: vec![example("larger/main.py")] },
    ]
}

/// A line of the table of times: an interpreter with one of coverage's cores, and the three ways on one program.
struct Row {
    program: &'static str,
    subject: String,
    times: Vec<Duration>,
}

fn run(subject: &Subject, folder: &Path, words: &[String]) -> Result<Done, String> {
    let done = process::run(subject.command(folder, &[]).args(words), LIMIT)?;
    if done.ok() {
        return Ok(done);
    }
    let line = format!("{} {}", subject.program.display(), words.join(" "));
    Err(format!("{line}\nended with {} and said:\n{}", done.end, done.tail()))
}

/// Runs a program in the three ways; the data file of the last one, with branches, is given too.
fn measure(subject: &Subject, program: &Program, folder: &Path) -> Result<(Row, PathBuf), String> {
    let mut times = Vec::new();
    let mut bare = String::new();
    let mut data = PathBuf::new();
    for watch in Watch::ALL {
        data = folder.join(format!("{}-{}.coverage", program.name, watch.name()));
        let words = [watch.words(&data), program.words.clone()].concat();
        let done = run(subject, folder, &words)?;
        println!("  {:8} {:7} {}", program.name, watch.name(), report::seconds(done.wall));
        if watch == Watch::Bare {
            bare = done.out_text();
            print!("{}", bare.lines().map(|line| format!("    {line}\n")).collect::<String>());
        } else if done.out_text() != bare {
            return Err(format!("{} prints something else under coverage:\n{}", program.name, done.tail()));
        }
        times.push(done.wall);
    }
    Ok((Row { program: program.name, subject: subject.name.clone(), times }, data))
}

fn print_table(rows: &[Row]) {
    println!("\n{:10} {:34} {:>10} {:>10} {:>10}", "program", "interpreter", "bare", "lines", "branch");
    for row in rows {
        let times: Vec<String> = row.times.iter().map(|time| format!("{:8.2} s", time.as_secs_f64())).collect();
        println!("{:10} {:34} {}", row.program, row.subject, times.join(" "));
    }
}

fn named(mut subject: Subject, core: &str) -> Subject {
    let what = match core {
        "pytrace" => "Python tracer",
        "sysmon" => "sys.monitoring",
        "ctrace" => "C tracer",
        _ => "its own choice",
    };
    subject.name = format!("{}, {what}", subject.name);
    if core.is_empty() { subject } else { subject.with("COVERAGE_CORE", core) }
}

pub fn command(mut args: Args) -> Outcome {
    let count = args.number("--count")?.unwrap_or(10_000_000);
    let python = args.option("--python")?;
    let peers = args.flag("--peers");
    let cores = args.option("--core")?.map_or(vec!["pytrace".to_string(), "sysmon".to_string()], |core| vec![core]);
    args.finish()?;
    let folder = paths::target().join("demo");
    paths::fresh_folder(&folder)?;
    let site = subject::coverage_site()?;
    let first = Subject::main(python, Some(site.clone()))?;
    let program = first.program.display().to_string();
    let mut subjects = Vec::new();
    for core in &cores {
        let again = Subject::main(Some(program.clone()), Some(site.clone()))?;
        subjects.push(named(Subject { name: first.name.clone(), ..again }, core));
    }
    if peers {
        subjects.extend(Subject::peer("cpython").map(|peer| named(peer, "")));
        subjects.extend(Subject::peer("cpython").map(|peer| named(peer, "pytrace")));
        subjects.extend(Subject::peer("pypy").map(|peer| named(peer, "")));
    }
    let mut rows = Vec::new();
    for (number, subject) in subjects.iter().enumerate() {
        println!("\n{}:", subject.name);
        for program in programs(count) {
            let (row, data) = measure(subject, &program, &folder)?;
            rows.push(row);
            if number == 0 {
                let words = ["-m", "coverage", "report", "--show-missing"].map(str::to_string).to_vec();
                let data = format!("--data-file={}", data.display());
                println!("{}", run(subject, &folder, &[words, vec![data]].concat())?.out_text());
            }
        }
    }
    print_table(&rows);
    Ok(true)
}
