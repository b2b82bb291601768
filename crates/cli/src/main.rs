//! The `pellucid` command: CPython's command line.
//!
//! [`options`] reads the arguments, [`environment`] the variables, [`paths`] finds out where the executable stands; together
//! they make the [`vm::Config`] that the virtual machine runs.

mod descriptors;
mod environment;
mod help;
mod options;
mod paths;

use std::io::Write;
use std::os::unix::ffi::OsStringExt;

use options::Parsed;

fn main() {
    descriptors::restore();
    vm::crash::install();
    environment::set_locale();
    let arguments: Vec<Vec<u8>> = std::env::args_os().map(OsStringExt::into_vec).collect();
    let program = arguments.first().cloned().unwrap_or_default();
    let shown = String::from_utf8_lossy(&program).into_owned();
    let status = match options::parse(&arguments) {
        Parsed::Run(line) => match environment::configure(*line, &arguments) {
            Ok((config, settings)) => vm::run_program(config, settings),
            Err(message) => {
                let state = if message.starts_with("preconfig") { "preinitializing" } else { "preinitialized" };
                vm::tell!("Fatal Python error: {message}\nPython runtime state: {state}\n");
                1
            }
        },
        Parsed::Print(text) => {
            // As in CPython it does not matter whether anybody could read it.
            let _ = writeln!(std::io::stdout(), "{}", text.replace("{program}", &shown));
            0
        }
        Parsed::Wrong(message) => {
            vm::tell!("{message}\n{}", help::USAGE.replace("{program}", &shown));
            vm::tell!("Try `python -h' for more information.");
            2
        }
    };
    std::process::exit(status);
}
