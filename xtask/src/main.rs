//! Project automation, run as `cargo xtask COMMAND`.
//!
//! Each command has a module of its own; `HELP` is their list. The shared modules are `args` (command lines),
//! `paths` (where things are), `process` (programs run with a time limit) and `report` (progress and results).
//!
//! Invariants:
//! 1. Every cargo call that builds goes through `cargo::command`, which adds the one flag that the front end's crates
//!    need, so that nobody has to know it.
//! 2. A failure names the one command that reproduces it.
//! 3. Nothing that was fetched is written inside the tracked tree: it goes to the cache folder (`paths::cache`).

mod args;
mod bench;
mod cargo;
mod conformance;
mod coverage;
mod demo;
mod diff;
mod evidence;
mod fetch;
mod fuzz;
mod lang;
mod licences;
mod paths;
mod process;
mod report;
mod subject;
mod test;
mod tidy;

use args::Args;

const HELP: &str = "\
cargo xtask COMMAND [OPTIONS]

  test [--quick] [--python PATH]        all the tests, step by step; --quick: the everyday subset
  tidy [--bless]                        rules about the source itself; --bless lowers the ratchets
  lint                                  rustfmt and clippy
  lang [FILTER] [--mode plain|check|stress|jit-1|...] [--release] [--python PATH] [--update]
                                        the language tests; --update rewrites the list of known failures
  diff [FILTER...] [--mode A,B,...] [--examples] [--release] [--python PATH]
                                        the language tests and the examples in the JIT's modes, which must agree
  bless [FILTER...] --python PATH       expectations of the language tests, from CPython 3.14.10
  conformance [TESTS...] [--fetch] [--bless] [--match TEXT] [--debug] [--python PATH] [--count] [--jit SETTING]
                                        CPython's own test files; --bless accepts the results
  coverage [CASES...] [--update] [--bless --python CPYTHON]
                                        what coverage.py records and reports, compared with CPython's
  demo [--count N] [--core pytrace|sysmon] [--peers] [--python PATH]
                                        coverage.py measures the examples: reports and times
  licences [--check]                    gathers the licences of all linked crates in licenses/EMBEDDED.txt
  bench [NAMES...] [--micro] [--mode bare|lines|branch] [--jit off] [--rounds N] [--pypy] [--alone]
        [--core pytrace|sysmon] [--no-startup] [--python PATH]
                                        pellucid beside CPython, in interleaved runs
  bench --evidence [NAMES...] [--sections programs,post,warmup,suite] [--columns A,B,...] [--counts N,...]
        [--rounds N] [--python PATH]    what coverage costs: pellucid with and without JIT, CPython, PyPy
  fuzz [--seed S] [--count N] [--minutes N] [--modes A/B/...] [--features A,B,...] [--most N] [--jobs N]
       [--keep FOLDER] [--case N] [--cpython PATH] [--alone] [--python PATH] [--release]
                                        random programs on the interpreter, the JIT's modes and CPython
  fuzz --reduce FILE [--minutes N]      makes a program that shows a difference smaller
  fuzz --print --seed S [--case N]      the program of a seed
";

/// What a command gives: `Ok(false)` when it ran and something failed, `Err` when it could not run.
type Outcome = Result<bool, String>;

fn run(command: &str, args: Args) -> Outcome {
    match command {
        "test" => test::command(args),
        "tidy" => tidy::command(args),
        "lint" => test::lint_command(args),
        "lang" => lang::command(args),
        "bless" => lang::bless_command(args),
        "conformance" => conformance::command(args),
        "coverage" => coverage::command(args),
        "demo" => demo::command(args),
        "bench" => bench::command(args),
        "diff" => diff::command(args),
        "fuzz" => fuzz::command(args),
        "licences" => licences::command(args),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => Err(format!("no command {other:?}\n\n{HELP}")),
    }
}

fn main() {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_string());
    let code = match run(&command, Args::new(words.collect())) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(message) => {
            eprintln!("xtask {command}: {message}");
            2
        }
    };
    std::process::exit(code);
}
