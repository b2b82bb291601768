//! `cargo xtask bench`: pellucid beside CPython (and PyPy), in interleaved runs.
//!
//! The benchmarks are pyperformance's, as PyPI serves it (never committed), or with `--micro` those of `bench/micro`.
//! They import `pyperf`: `bench/standin` has a small one that runs the loops and prints the times. CPython decides how
//! many loops make a value of about a quarter of a second; then the interpreters take turns, so that a slow spell of the
//! machine hits all of them. Printed are medians, their ratios (above 1: faster than CPython), and peak memory; then
//! the times of `-c pass` and `-m coverage --version`.

use crate::args::Args;
use crate::process::{self, Done};
use crate::subject::{self, Subject, Watch};
use crate::{Outcome, evidence, fetch, paths};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PYPERFORMANCE_VERSION: &str = "1.14.0";

const BENCHMARKS: [&str; 10] =
    ["richards", "deltablue", "nbody", "fannkuch", "chaos", "float", "spectral_norm", "go", "generators", "json_dumps"];

/// A value should take so long on CPython.
const VALUE_SECONDS: f64 = 0.25;
pub const VALUES: usize = 3;
const LIMIT: Duration = Duration::from_secs(900);

pub struct Benchmark {
    pub name: String,
    pub script: PathBuf,
}

pub struct Plan {
    pub subjects: Vec<Subject>,
    pub watch: Watch,
    pub rounds: usize,
    pub folder: PathBuf,
}

/// What one interpreter did in one benchmark.
#[derive(Default, Clone)]
struct Measured {
    seconds: Vec<f64>,
    peak_bytes: u64,
}

fn micro() -> Result<Vec<Benchmark>, String> {
    let scripts = paths::files_below(&paths::root().join("bench/micro"), ".py")?;
    let name = |script: &Path| script.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(scripts.into_iter().map(|script| Benchmark { name: name(&script), script }).collect())
}

pub fn pyperformance() -> Result<Vec<Benchmark>, String> {
    let folder = fetch::python_package("pyperformance", PYPERFORMANCE_VERSION)?;
    let folder = folder.join("pyperformance/data-files/benchmarks");
    let script = |name: &str| folder.join(format!("bm_{name}/run_benchmark.py"));
    Ok(BENCHMARKS.iter().map(|name| Benchmark { name: name.to_string(), script: script(name) }).collect())
}

/// Runs a script once; gives the seconds of each of its values.
pub fn values(
    plan: &Plan,
    subject: &Subject,
    script: &Path,
    loops: u64,
    count: usize,
) -> Result<(Vec<f64>, u64), String> {
    let data = plan.folder.join("bench.coverage");
    let mut command = subject.command(&plan.folder, &[&paths::root().join("bench/standin")]);
    command.args(plan.watch.words(&data)).arg(script);
    command.env("BENCH_LOOPS", loops.to_string()).env("BENCH_VALUES", count.to_string());
    command.env("BENCH_WARMUPS", if count > 1 { "1" } else { "0" });
    let done = process::run(&mut command, LIMIT)?;
    if !done.ok() {
        return Err(format!("{}: {}\n{}", subject.name, done.end, done.tail()));
    }
    let text = done.out_text();
    let times = text.lines().filter_map(|line| line.strip_prefix("time ")?.split_whitespace().nth(1)?.parse().ok());
    let times: Vec<f64> = times.collect();
    if times.len() != count {
        return Err(format!("{}: {count} times expected in {text:?}", subject.name));
    }
    Ok((times, done.peak_bytes))
}

/// How many loops make a value, by the last interpreter, which is the one to compare with.
fn loops(plan: &Plan, script: &Path) -> Result<u64, String> {
    loops_on(plan, plan.subjects.last().ok_or("nothing to run")?, script)
}

/// How many loops make a value on an interpreter.
pub fn loops_on(plan: &Plan, reference: &Subject, script: &Path) -> Result<u64, String> {
    let (times, _) = values(plan, reference, script, 1, 1)?;
    Ok((VALUE_SECONDS / times[0].max(1e-9)).clamp(1.0, 100_000.0).round() as u64)
}

fn measure(plan: &Plan, benchmark: &Benchmark) -> Result<Vec<Measured>, String> {
    let mut all = vec![Measured::default(); plan.subjects.len()];
    let loops = loops(plan, &benchmark.script)?;
    for _ in 0..plan.rounds {
        for (subject, measured) in plan.subjects.iter().zip(&mut all) {
            let (times, peak) = values(plan, subject, &benchmark.script, loops, VALUES)?;
            measured.seconds.extend(times);
            measured.peak_bytes = measured.peak_bytes.max(peak);
        }
    }
    Ok(all)
}

/// The middle of some values; the mean of the two middle ones when they are even in number.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => (sorted[count / 2 - 1] + sorted[count / 2]) / 2.0,
    }
}

pub fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64).exp()
}

fn cells(measured: &[Measured], reference: usize) -> (String, Option<f64>) {
    let middle: Vec<f64> = measured.iter().map(|one| median(&one.seconds)).collect();
    let ratio = (reference != 0).then(|| middle[reference] / middle[0]);
    let times: String = middle.iter().map(|seconds| format!("{:12.3} ms", seconds * 1e3)).collect();
    let ratio_text = ratio.map_or(String::new(), |ratio| format!("{ratio:9.2}"));
    let peaks: String = measured.iter().map(|one| format!("{:9.1} MB", one.peak_bytes as f64 / 1048576.0)).collect();
    (format!("{times}{ratio_text}  {peaks}"), ratio)
}

fn run_benchmarks(plan: &Plan, benchmarks: &[Benchmark], reference: usize) -> bool {
    let names: String = plan.subjects.iter().map(|subject| format!("{:>15}", subject.name)).collect();
    let ratio = if reference != 0 { "    ratio" } else { "" };
    println!("\n{:16}{names}{ratio}  peak memory of each ({})", "benchmark", plan.watch.name());
    let mut ratios = Vec::new();
    let mut failed = false;
    for benchmark in benchmarks {
        match measure(plan, benchmark) {
            Ok(measured) => {
                let (text, ratio) = cells(&measured, reference);
                println!("{:16}{text}", benchmark.name);
                ratios.extend(ratio);
            }
            Err(message) => {
                println!("{:16} FAILED: {message}", benchmark.name);
                failed = true;
            }
        }
    }
    if !ratios.is_empty() {
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        println!("geometric mean of the ratios: {:.2}, the least: {least:.2}", geometric_mean(&ratios));
    }
    !failed
}

/// Whole-process times of a short command, the interpreters taking turns.
fn start_up(plan: &Plan, words: &[&str], rounds: usize, reference: usize) -> bool {
    let mut all = vec![Measured::default(); plan.subjects.len()];
    for _ in 0..rounds {
        for (subject, measured) in plan.subjects.iter().zip(&mut all) {
            let done: Result<Done, String> = process::run(subject.command(&plan.folder, &[]).args(words), LIMIT);
            match done {
                Ok(done) if done.ok() => {
                    measured.seconds.push(done.wall.as_secs_f64());
                    measured.peak_bytes = measured.peak_bytes.max(done.peak_bytes);
                }
                Ok(done) => {
                    println!("{:16} FAILED: {}: {}\n{}", words.join(" "), subject.name, done.end, done.tail());
                    return false;
                }
                Err(message) => {
                    println!("{:16} FAILED: {message}", words.join(" "));
                    return false;
                }
            }
        }
    }
    let title: String = words.join(" ").chars().take(15).collect();
    println!("{title:16}{}", cells(&all, reference).0);
    true
}

fn interpreters(args: &mut Args) -> Result<(Vec<Subject>, usize), String> {
    let python = args.option("--python")?;
    let jit = args.option("--jit")?;
    let core = args.option("--core")?;
    let with_pypy = args.flag("--pypy");
    let alone = args.flag("--alone");
    let site = subject::coverage_site()?;
    let mut main = Subject::main(python, Some(site))?.with("COVERAGE_CORE", core.as_deref().unwrap_or("pytrace"));
    if let Some(jit) = jit {
        main = main.with("PELLUCID_JIT", &jit);
    }
    let mut subjects = vec![main];
    if with_pypy {
        subjects.extend(Subject::peer("pypy"));
    }
    if !alone {
        match Subject::peer("cpython") {
            Some(peer) => subjects.push(peer),
            None => println!("no CPython to compare with: the peers are not installed (PEERS names their folder)"),
        }
    }
    let reference = if subjects.last().is_some_and(|last| last.name == "CPython") { subjects.len() - 1 } else { 0 };
    Ok((subjects, reference))
}

pub fn command(mut args: Args) -> Outcome {
    if args.flag("--evidence") {
        let sections = args.option("--sections")?;
        return evidence::command(sections.as_deref().unwrap_or("programs,post,warmup,suite"), args);
    }
    let use_micro = args.flag("--micro");
    let no_start_up = args.flag("--no-startup");
    let watch = args.option("--mode")?.map_or(Ok(Watch::Bare), |name| Watch::parse(&name))?;
    let rounds = args.number("--rounds")?.unwrap_or(3) as usize;
    let (subjects, reference) = interpreters(&mut args)?;
    let filters = args.finish()?;
    let mut benchmarks = if use_micro { micro()? } else { pyperformance()? };
    benchmarks.retain(|one| filters.is_empty() || filters.iter().any(|filter| one.name.contains(filter.as_str())));
    let folder = paths::target().join("bench");
    paths::fresh_folder(&folder)?;
    let plan = Plan { subjects, watch, rounds, folder };
    println!("each time is the median of {rounds} rounds of {VALUES} values; a ratio above 1 is faster than CPython");
    let mut fine = run_benchmarks(&plan, &benchmarks, reference);
    if !no_start_up && filters.is_empty() {
        println!();
        fine &= start_up(&plan, &["-c", "pass"], 20, reference);
        fine &= start_up(&plan, &["-m", "coverage", "--version"], 10, reference);
    }
    Ok(fine)
}

#[cfg(test)]
mod tests {
    use super::{geometric_mean, median};

    #[test]
    fn middles() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!((geometric_mean(&[2.0, 8.0]) - 4.0).abs() < 1e-12);
    }
}
