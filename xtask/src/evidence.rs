//! `cargo xtask bench --evidence`: what watching costs, on pellucid with and without its JIT, on CPython and on PyPy.
//!
//! Terms:
//! - *column*: an interpreter with its settings and the core of coverage.py that it uses. Cores are compared by columns of
//!   the same interpreter; `bare` says which column's bare times are theirs.
//! - *way*: bare, under coverage, under coverage with branches (`Watch`).
//!
//! Sections: the ten programs, timed by themselves as pyperformance does it; the program of the 2013 post, the whole
//! process; how fast the first second goes; the test suite of a package. The columns take turns within each measurement.
//! A table of seconds and ratios is printed; all raw seconds go to a JSON file in the target folder.

use crate::args::Args;
use crate::bench::{self, Benchmark, Plan};
use crate::process::{self, Done};
use crate::subject::{self, Subject, Watch};
use crate::{Outcome, fetch, paths};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);

/// Watched programs are slower, so fewer loops make a value of theirs.
const WATCHED_LOOPS: u64 = 4;

const TOOLZ_VERSION: &str = "1.0.0";

/// What runs the package's tests: pytest with what it imports.
const TEST_PACKAGES: [(&str, &str); 5] =
    [("pytest", "9.2.0"), ("iniconfig", "2.3.1"), ("packaging", "26.3"), ("pluggy", "1.7.0"), ("pygments", "2.21.0")];

/// Two tests of toolz fail on CPython 3.14 itself.
const TOOLZ_DESELECTED: [&str; 2] = ["test_curried_operator", "test_has_keywords"];

struct Column {
    subject: Subject,
    bare: usize,
}

/// Seconds (or another number) by column: nothing where it failed or was not measured.
type Cells = Vec<Vec<f64>>;

struct Evidence {
    columns: Vec<Column>,
    rounds: usize,
    folder: PathBuf,
    /// The raw numbers: section, row, column.
    raw: BTreeMap<String, Value>,
    fine: bool,
}

fn columns(python: Option<String>, only: &[String]) -> Result<Vec<Column>, String> {
    let site = subject::coverage_site()?;
    let first = Subject::main(python, Some(site.clone()))?;
    let program = first.program.display().to_string();
    let mut found: Vec<Column> = Vec::new();
    let mut add = |subject: Option<Subject>, name: &str, bare: Option<&str>| {
        let Some(mut subject) = subject else { return };
        if !only.is_empty() && !only.iter().any(|wanted| wanted == name) {
            return;
        }
        subject.name = name.to_string();
        // A core's bare column may have been left out: then it is its own.
        let own = found.len();
        let bare = bare.and_then(|bare| found.iter().position(|column| column.subject.name == bare)).unwrap_or(own);
        found.push(Column { subject, bare });
    };
    let main = || Subject::main(Some(program.clone()), Some(site.clone())).ok();
    let core = |subject: Option<Subject>, core: &str| subject.map(|subject| subject.with("COVERAGE_CORE", core));
    add(core(main(), "pytrace"), "pellucid", None);
    add(core(main(), "sysmon"), "pellucid-sysmon", Some("pellucid"));
    add(core(main(), "pytrace").map(|subject| subject.with("PELLUCID_JIT", "off")), "no-jit", None);
    add(core(Subject::peer("cpython"), "ctrace"), "CPython", None);
    add(core(Subject::peer("cpython"), "sysmon"), "CPython-sysmon", Some("CPython"));
    add(core(Subject::peer("pypy"), "pytrace"), "PyPy", None);
    match found.is_empty() {
        true => Err("no column of that name".to_string()),
        false => Ok(found),
    }
}

impl Evidence {
    /// Measures one row: the columns take turns, `rounds` times. A column that failed once is left alone.
    fn row(&mut self, columns: &[usize], mut measure: impl FnMut(&Subject) -> Result<Vec<f64>, String>) -> Cells {
        let mut cells: Cells = vec![Vec::new(); self.columns.len()];
        let mut failed = vec![false; self.columns.len()];
        for _ in 0..self.rounds {
            for &column in columns.iter().filter(|column| !failed[**column]).collect::<Vec<_>>() {
                match measure(&self.columns[column].subject) {
                    Ok(seconds) => cells[column].extend(seconds),
                    Err(message) => {
                        println!("FAILED {}: {message}", self.columns[column].subject.name);
                        (failed[column], self.fine) = (true, false);
                        cells[column].clear();
                    }
                }
            }
        }
        cells
    }

    /// The columns to measure in a way: bare, the cores of one interpreter are the same.
    fn measured(&self, watch: Watch) -> Vec<usize> {
        let needed = |column: &usize| watch != Watch::Bare || self.columns[*column].bare == *column;
        (0..self.columns.len()).filter(needed).collect()
    }

    fn keep(&mut self, section: &str, row: &str, cells: &Cells) {
        let by_column = self.columns.iter().zip(cells).map(|(column, cell)| (column.subject.name.clone(), json!(cell)));
        let by_column: serde_json::Map<String, Value> = by_column.collect();
        let rows = self.raw.entry(section.to_string()).or_insert_with(|| json!({}));
        rows[row] = Value::Object(by_column);
        // After each row: a long run that is stopped leaves what it has.
        let text = serde_json::to_string_pretty(&self.raw).unwrap_or_default();
        if let Err(message) = paths::write(&self.folder.join("evidence.json"), &text) {
            println!("FAILED {message}");
            self.fine = false;
        }
    }

    fn heading(&self, title: &str) {
        let names: String = self.columns.iter().map(|column| format!("{:>17}", column.subject.name)).collect();
        println!("\n{title:22}{names}");
    }

    /// A line of the table: the median of each column and, in brackets, its ratio to `base`.
    fn line(&self, name: &str, cells: &Cells, base: impl Fn(usize) -> Option<f64>) {
        let mut text = format!("{name:22}");
        for (column, cell) in cells.iter().enumerate() {
            let middle = bench::median(cell);
            text.push_str(&match (cell.is_empty(), base(column)) {
                (true, _) => format!("{:>17}", "-"),
                (false, Some(base)) => format!("{middle:9.4} ({:5.2})", middle / base),
                (false, None) => format!("{middle:9.4}        "),
            });
        }
        println!("{text}");
    }

    fn cpython(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.subject.name == "CPython")
    }
}

/// The middle values of a row, where there are any.
fn middles(cells: &Cells) -> Vec<Option<f64>> {
    cells.iter().map(|cell| (!cell.is_empty()).then(|| bench::median(cell))).collect()
}

/// The geometric mean, by column, of each row's ratio to a base of that row.
fn mean_line(name: &str, rows: &[Vec<Option<f64>>]) {
    let count = rows.first().map_or(0, Vec::len);
    let mut text = format!("{name:22}");
    for column in 0..count {
        let ratios: Option<Vec<f64>> = rows.iter().map(|row| row[column]).collect();
        text.push_str(
            &ratios.map_or(format!("{:>17}", "-"), |found| format!("{:17.3}", bench::geometric_mean(&found))),
        );
    }
    println!("{text}");
}

fn divided(top: &[Option<f64>], base: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
    top.iter().enumerate().map(|(column, value)| Some((*value)? / base(column)?)).collect()
}

/// The ten programs: each in the three ways.
fn programs(evidence: &mut Evidence, filters: &[String]) -> Result<(), String> {
    let mut benchmarks: Vec<Benchmark> = bench::pyperformance()?;
    benchmarks.retain(|one| filters.is_empty() || filters.iter().any(|filter| one.name.contains(filter.as_str())));
    let cpython = evidence.cpython().unwrap_or(0);
    let watch_plan =
        |watch, folder: &Path| Plan { subjects: Vec::new(), watch, rounds: 1, folder: folder.to_path_buf() };
    let mut ratios: BTreeMap<&str, [Vec<Vec<Option<f64>>>; 2]> = BTreeMap::new();
    let mut peaks: Vec<(String, Cells)> = Vec::new();
    println!(
        "\nthe programs: seconds of one loop; in brackets bare the ratio to CPython's, watched to the own bare time"
    );
    for benchmark in &benchmarks {
        evidence.heading(&benchmark.name);
        let loops = bench::loops_on(
            &watch_plan(Watch::Bare, &evidence.folder),
            &evidence.columns[cpython].subject,
            &benchmark.script,
        )?;
        let mut bare: Vec<Option<f64>> = Vec::new();
        for watch in Watch::ALL {
            let loops = if watch == Watch::Bare { loops } else { (loops / WATCHED_LOOPS).max(1) };
            let mut peak: Cells = vec![Vec::new(); evidence.columns.len()];
            let names: Vec<String> = evidence.columns.iter().map(|column| column.subject.name.clone()).collect();
            let folder = evidence.folder.clone();
            let cells = evidence.row(&evidence.measured(watch), |subject| {
                let plan = watch_plan(watch, &folder);
                let (seconds, bytes) = bench::values(&plan, subject, &benchmark.script, loops, bench::VALUES)?;
                let column = names.iter().position(|name| *name == subject.name).unwrap_or(0);
                peak[column].push(bytes as f64 / 1048576.0);
                Ok(seconds)
            });
            evidence.keep(&format!("programs, {}", watch.name()), &benchmark.name, &cells);
            let found = middles(&cells);
            let own = |column: usize| match watch {
                Watch::Bare => found[cpython],
                _ => bare[evidence.columns[column].bare],
            };
            evidence.line(watch.name(), &cells, own);
            let entry = ratios.entry(watch.name()).or_default();
            entry[0].push(divided(&found, own));
            entry[1].push(divided(&found, |_| found[cpython]));
            if watch == Watch::Bare {
                peaks.push((benchmark.name.clone(), peak));
                bare = found;
            }
        }
    }
    evidence.heading("geometric means");
    for watch in Watch::ALL {
        let [own, others] = &ratios[watch.name()];
        if watch != Watch::Bare {
            mean_line(&format!("{} / own bare", watch.name()), own);
        }
        mean_line(&format!("{} / CPython {}", watch.name(), watch.name()), others);
    }
    evidence.heading("peak memory, MB");
    for (name, cells) in peaks {
        evidence.keep("peak memory, MB", &name, &cells);
        evidence.line(&name, &cells, |_| None);
    }
    Ok(())
}

fn done_well(done: Done) -> Result<Done, String> {
    if done.ok() { Ok(done) } else { Err(format!("{}\n{}", done.end, done.tail())) }
}

/// The program of the post, whole processes.
fn post(evidence: &mut Evidence, counts: &[u64]) {
    let script = paths::root().join("examples/post.py");
    for &count in counts {
        evidence.heading(&format!("post, {count}"));
        let mut bare: Vec<Option<f64>> = Vec::new();
        for watch in Watch::ALL {
            let folder = evidence.folder.clone();
            let cells = evidence.row(&evidence.measured(watch), |subject| {
                let mut command = subject.command(&folder, &[]);
                command.args(watch.words(&folder.join("post.coverage"))).arg(&script).arg(count.to_string());
                Ok(vec![done_well(process::run(&mut command, LIMIT)?)?.wall.as_secs_f64()])
            });
            evidence.keep(&format!("post, {count}"), watch.name(), &cells);
            let found = middles(&cells);
            if watch == Watch::Bare {
                bare = found;
            }
            evidence.line(watch.name(), &cells, |column| bare[evidence.columns[column].bare]);
        }
    }
}

/// How many loops of each program the first second holds.
fn warm_up(evidence: &mut Evidence, filters: &[String]) -> Result<(), String> {
    let mut benchmarks = bench::pyperformance()?;
    benchmarks.retain(|one| filters.is_empty() || filters.iter().any(|filter| one.name.contains(filter.as_str())));
    println!("\nthe first second: loops a second; in brackets the ratio to the same without the JIT");
    evidence.heading("program");
    let without = evidence.columns.iter().position(|column| column.subject.name == "no-jit");
    for benchmark in &benchmarks {
        let folder = evidence.folder.clone();
        let cells = evidence.row(&evidence.measured(Watch::Bare), |subject| {
            let mut command = subject.command(&folder, &[&paths::root().join("bench/standin")]);
            command.arg(&benchmark.script).env("BENCH_SECONDS", "1");
            let done = done_well(process::run(&mut command, LIMIT)?)?;
            let text = done.out_text();
            let rate =
                text.lines().find_map(|line| line.strip_prefix("rate ")?.split_whitespace().nth(1)?.parse().ok());
            Ok(vec![rate.ok_or(format!("no rate in {text:?}"))?])
        });
        evidence.keep("first second, loops", &benchmark.name, &cells);
        let found = middles(&cells);
        evidence.line(&benchmark.name, &cells, |_| found[without?]);
    }
    Ok(())
}

/// The number before ` passed` in pytest's last line.
fn passed(text: &str) -> Option<usize> {
    let line = text.lines().rev().find(|line| line.contains(" passed"))?;
    line[..line.find(" passed")?].split_whitespace().next_back()?.parse().ok()
}

/// The test suite of a package, whole processes; every column must pass as many tests as the first.
fn suite(evidence: &mut Evidence) -> Result<(), String> {
    let toolz = fetch::python_package("toolz", TOOLZ_VERSION)?;
    let mut sites = vec![toolz.clone()];
    for (name, version) in TEST_PACKAGES {
        sites.push(fetch::python_package(name, version)?);
    }
    let sites: Vec<&Path> = sites.iter().map(PathBuf::as_path).collect();
    evidence.heading("toolz's tests");
    let mut bare: Vec<Option<f64>> = Vec::new();
    let mut expected = None;
    for watch in Watch::ALL {
        let folder = evidence.folder.clone();
        let cells = evidence.row(&evidence.measured(watch), |subject| {
            let mut command = subject.command(&folder, &sites);
            let mut words = watch.words(&folder.join("suite.coverage"));
            if watch != Watch::Bare {
                words.push("--source=toolz".to_string());
            }
            command.args(words).args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
            command.args(["-k", &format!("not {}", TOOLZ_DESELECTED.join(" and not "))]);
            command.arg(toolz.join("toolz/tests")).env("PYTHONDONTWRITEBYTECODE", "1");
            let done = process::run(&mut command, LIMIT)?;
            let count = passed(&done.out_text()).ok_or_else(|| done.tail())?;
            if *expected.get_or_insert(count) != count {
                return Err(format!("{count} tests pass, not {expected:?}:\n{}", done.tail()));
            }
            Ok(vec![done.wall.as_secs_f64()])
        });
        evidence.keep("suite of toolz", watch.name(), &cells);
        let found = middles(&cells);
        if watch == Watch::Bare {
            bare = found;
        }
        evidence.line(watch.name(), &cells, |column| bare[evidence.columns[column].bare]);
    }
    Ok(())
}

/// `--evidence [SECTION,...] [--columns A,B,...] [--rounds N] [--counts N,...] [NAMES...]`.
pub fn command(sections: &str, mut args: Args) -> Outcome {
    let python = args.option("--python")?;
    let rounds = args.number("--rounds")?.unwrap_or(3) as usize;
    let split = |text: Option<String>| -> Vec<String> {
        text.map_or(Vec::new(), |text| text.split(',').map(str::to_string).collect())
    };
    let only = split(args.option("--columns")?);
    let mut counts = Vec::new();
    for text in split(args.option("--counts")?) {
        counts.push(text.parse::<u64>().map_err(|_| format!("--counts needs numbers, not {text:?}"))?);
    }
    if counts.is_empty() {
        counts = vec![10_000_000, 100_000_000];
    }
    let filters = args.finish()?;
    let folder = paths::target().join("evidence");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let columns = columns(python, &only)?;
    let mut evidence = Evidence { columns, rounds, folder, raw: BTreeMap::new(), fine: true };
    for section in sections.split(',') {
        match section {
            "programs" => programs(&mut evidence, &filters)?,
            "post" => post(&mut evidence, &counts),
            "warmup" => warm_up(&mut evidence, &filters)?,
            "suite" => suite(&mut evidence)?,
            other => return Err(format!("no section {other:?}: programs, post, warmup, suite")),
        }
    }
    println!("\nraw numbers: {}", evidence.folder.join("evidence.json").display());
    Ok(evidence.fine)
}

#[cfg(test)]
mod tests {
    use super::{divided, middles, passed};

    #[test]
    fn rows_are_divided_where_both_are_there() {
        let cells = vec![vec![1.0, 3.0, 2.0], Vec::new()];
        assert_eq!(middles(&cells), [Some(2.0), None]);
        assert_eq!(
            divided(&[Some(2.0), None, Some(3.0)], |column| [Some(4.0), Some(1.0), None][column]),
            [Some(0.5), None, None]
        );
        assert_eq!(passed("x\n2 failed, 178 passed in 4.36s\n"), Some(178));
        assert_eq!(passed("error"), None);
    }
}
