//! `cargo xtask fuzz`: random programs, run on the interpreter, the JIT in several modes, and CPython; all must agree.
//!
//! `template` holds the rows from which `generate` makes a program; `tree` is its form; `runner` runs it in all ways and
//! compares; `reduce` makes a program with a difference smaller. The modules that programs import are those of the
//! committed regression programs, `tests/lang/16_fuzz/_fuzz.py` and `_things.py`.
//!
//! The program number N of a run has the seed `--seed` + N, so that `--seed S --count 1` repeats it.

mod generate;
mod random;
mod reduce;
mod runner;
mod template;
mod tree;

use crate::args::Args;
use crate::{Outcome, cargo, paths, process};
use runner::{Verdict, Way};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The modes of the JIT that are compared: compiled at once, compiled early, as shipped, without the optimiser, and with
/// a guard site that always fails.
const MODES: [&str; 6] =
    ["off", "threshold=1,sync", "threshold=7,sync", "default", "threshold=3,sync,noopt", "threshold=2,sync,fail=3"];

struct Plan {
    ways: Vec<Way>,
    features: Vec<bool>,
    rows: Vec<template::Row>,
    scratch: PathBuf,
    keep: PathBuf,
    /// The options that repeat a run with the same settings.
    repeat: String,
    only: Option<usize>,
}

fn ways(args: &mut Args) -> Result<(Vec<Way>, String), String> {
    let python = args.option("--python")?;
    let release = args.flag("--release");
    let cpython = args.option("--cpython")?.map(PathBuf::from);
    let alone = args.flag("--alone");
    let modes = args.option("--modes")?;
    let mut repeat = String::new();
    for (name, value) in [("--python", &python), ("--modes", &modes)] {
        if let Some(value) = value {
            repeat.push_str(&format!(" {name} '{value}'"));
        }
    }
    let program = cargo::interpreter(python, release)?;
    let mut ways = Vec::new();
    if !alone {
        let peer = cpython.or_else(|| paths::peers().map(|peers| peers.join("root/usr/bin/python3.14.peer")));
        match peer.filter(|peer| peer.is_file()).or_else(|| paths::peer("cpython")) {
            Some(program) => ways.push(Way { name: "CPython".to_string(), program, jit: None }),
            None => println!("no CPython to compare with: the reference is the interpreter"),
        }
    }
    let modes = modes.map_or(MODES.map(str::to_string).to_vec(), |text| text.split('/').map(str::to_string).collect());
    for mode in modes {
        let jit = (mode != "default").then(|| mode.clone());
        ways.push(Way { name: mode, program: program.clone(), jit });
    }
    Ok((ways, repeat))
}

fn features(args: &mut Args) -> Result<(Vec<bool>, String), String> {
    let Some(text) = args.option("--features")? else {
        return Ok((vec![true; template::FEATURES.len()], String::new()));
    };
    let wanted: Vec<&str> = text.split(',').collect();
    if let Some(unknown) = wanted.iter().find(|name| !template::FEATURES.contains(name)) {
        return Err(format!("no feature {unknown:?}; there are {}", template::FEATURES.join(", ")));
    }
    // Whatever is tested, there are numbers and loops.
    let on = |name: &&str| wanted.contains(name) || ["ints", "loops"].contains(name);
    Ok((template::FEATURES.iter().map(on).collect(), format!(" --features {text}")))
}

/// Makes and runs the program of a seed; gives what to print when the ways differ.
fn try_seed(plan: &Plan, seed: u64) -> Result<Option<String>, String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = plan.scratch.join(format!("program-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    runner::prepare(&folder)?;
    let script = folder.join("program.py");
    let make = |only| tree::print(&generate::program(&plan.rows, &plan.features, seed, only));
    paths::write(&script, &make(plan.only))?;
    let verdict = runner::compare(&plan.ways, &script)?;
    let found = match verdict {
        Verdict::Same => None,
        Verdict::Useless(reason) => Some(format!("seed {seed}: useless: {reason}\n")),
        Verdict::Different(differences) => {
            let first = &differences[0];
            let mut text = format!("DIFFERENCE in seed {seed}: {}\n", first.way.name);
            for other in &differences[1..] {
                text.push_str(&format!("    and {}: {:?}\n", other.way.name, other.sort));
            }
            text.push_str(&first.text);
            let mut case = String::new();
            let mut kept = make(plan.only);
            for number in first.cases.iter().take(3) {
                // The case alone, if it still differs.
                let alone = make(Some(*number));
                paths::write(&script, &alone)?;
                if let Verdict::Different(_) = runner::compare(&plan.ways, &script)? {
                    case = format!(" --case {number}");
                    kept = alone;
                    break;
                }
            }
            let name = format!("seed-{seed}{}.py", case.replace(" --case ", "-case-"));
            let path = plan.keep.join(name);
            paths::write(&path, &kept)?;
            text.push_str(&format!("    reproduce: cargo xtask fuzz --seed {seed} --count 1{case}{}\n", plan.repeat));
            text.push_str(&format!("    reduce: cargo xtask fuzz --reduce {}{}\n", path.display(), plan.repeat));
            Some(text)
        }
    };
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(found)
}

fn search(plan: &Plan, seed: u64, count: u64, until: Option<Instant>, jobs: usize, most: usize) -> Outcome {
    let started = Instant::now();
    let batch = (jobs * 4) as u64;
    let (mut next, mut differences, mut useless) = (0, 0, 0);
    while next < count && differences < most && until.is_none_or(|until| Instant::now() < until) {
        let seeds: Vec<u64> = (next..count.min(next + batch)).map(|number| seed.wrapping_add(number)).collect();
        next += seeds.len() as u64;
        let show = |_: &u64, found: &Result<Option<String>, String>| {
            if let Ok(Some(text)) = found {
                print!("{text}");
            }
        };
        for found in process::parallel(&seeds, jobs, |seed| try_seed(plan, *seed), show) {
            match found? {
                Some(text) if text.starts_with("DIFFERENCE") => differences += 1,
                Some(_) => useless += 1,
                None => {}
            }
        }
    }
    let time = crate::report::seconds(started.elapsed());
    println!(
        "{next} programs from seed {seed} in {} ways, {time}: {differences} differ, {useless} are useless",
        plan.ways.len()
    );
    Ok(differences == 0)
}

fn reduce(plan: &Plan, file: &Path, minutes: Option<u64>) -> Outcome {
    let nodes = tree::parse(&paths::read(file)?);
    runner::prepare(&plan.scratch)?;
    let script = plan.scratch.join("program.py");
    paths::write(&script, &tree::print(&nodes))?;
    let first = match runner::compare(&plan.ways, &script)? {
        Verdict::Same => return Err("all ways agree on this program".to_string()),
        Verdict::Useless(reason) => return Err(reason),
        Verdict::Different(mut differences) => differences.remove(0),
    };
    println!("{} lines; {} differs:\n{}", tree::size(&nodes), first.way.name, first.text);
    let time = minutes.map_or(reduce::TIME, |minutes| Duration::from_secs(60 * minutes));
    let reducer = reduce::Reducer {
        ways: [plan.ways[0].clone(), first.way],
        sort: first.sort,
        folder: &plan.scratch,
        until: Instant::now() + time,
    };
    let small = tree::print(&reducer.run(nodes));
    let path = file.with_extension("small.py");
    paths::write(&path, &small)?;
    paths::write(&script, &small)?;
    println!("\n{small}\n{}:", path.display());
    if let Verdict::Different(differences) = runner::compare(&reducer.ways, &script)? {
        print!("{}", differences[0].text);
    }
    Ok(true)
}

pub fn command(mut args: Args) -> Outcome {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = args.number("--seed")?.unwrap_or(now.map_or(0, |time| time.as_secs()));
    let count = args.number("--count")?;
    let minutes = args.number("--minutes")?;
    let jobs = args.number("--jobs")?.map_or(process::jobs(), |jobs| jobs as usize);
    let most = args.number("--most")?.unwrap_or(10) as usize;
    let only = args.number("--case")?.map(|case| case as usize);
    let keep = args.option("--keep")?.map_or(paths::target().join("fuzz"), PathBuf::from);
    let file = args.option("--reduce")?;
    let print = args.flag("--print");
    let (features, repeat) = features(&mut args)?;
    let rows = template::rows();
    if print {
        args.finish()?;
        print!("{}", tree::print(&generate::program(&rows, &features, seed, only)));
        return Ok(true);
    }
    let (ways, more) = ways(&mut args)?;
    args.finish()?;
    let scratch = std::env::temp_dir().join(format!("pellucid-fuzz-{}", std::process::id()));
    paths::fresh_folder(&scratch)?;
    runner::prepare(&keep)?;
    let plan = Plan { ways, features, rows, scratch, keep, repeat: repeat + &more, only };
    let ready = plan.ways.iter().try_for_each(|way| runner::probe(way, &plan.scratch));
    let outcome = ready.and_then(|()| match file {
        Some(file) => reduce(&plan, Path::new(&file), minutes),
        None => {
            let until = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
            let count = count.unwrap_or(if minutes.is_some() { u64::MAX } else { 100 });
            search(&plan, seed, count, until, jobs, most)
        }
    });
    std::fs::remove_dir_all(&plan.scratch).map_err(|error| format!("{}: {error}", plan.scratch.display()))?;
    outcome
}
