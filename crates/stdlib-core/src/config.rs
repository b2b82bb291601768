//! How the interpreter was started: what the command line, the environment and the place of the executable decided.
//!
//! The command fills a [`Config`] and hands it to the virtual machine, which installs it before the first module is made.
//! `sys`, `_imp` and `_warnings` read it. Text is kept as the system's bytes; `surrogateescape` brings it into Python.
//!
//! Invariant: the configuration never changes after [`install`]. What programs can change lives in `sys`.

use std::sync::OnceLock;

/// `sys.flags`, field by field.
#[derive(Clone, Debug)]
pub struct Flags {
    pub debug: i64,
    pub inspect: i64,
    pub interactive: i64,
    pub optimize: i64,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: i64,
    pub bytes_warning: i64,
    pub quiet: i64,
    pub hash_randomization: bool,
    pub isolated: bool,
    pub dev_mode: bool,
    pub utf8_mode: bool,
    pub warn_default_encoding: bool,
    pub safe_path: bool,
    pub int_max_str_digits: i64,
    pub thread_inherit_context: bool,
    pub context_aware_warnings: bool,
}

impl Default for Flags {
    fn default() -> Self {
        Flags {
            debug: 0,
            inspect: 0,
            interactive: 0,
            optimize: 0,
            dont_write_bytecode: false,
            no_user_site: false,
            no_site: false,
            ignore_environment: false,
            verbose: 0,
            bytes_warning: 0,
            quiet: 0,
            hash_randomization: true,
            isolated: false,
            dev_mode: false,
            utf8_mode: false,
            warn_default_encoding: false,
            safe_path: false,
            int_max_str_digits: 4300,
            thread_inherit_context: false,
            context_aware_warnings: false,
        }
    }
}

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// `-c`: the text.
    Command(Vec<u8>),
    /// `-m`: the module's name.
    Module(Vec<u8>),
    /// A script, a directory or a zip file.
    File(Vec<u8>),
    /// Standard input: a program, or the prompt when it is a terminal.
    Stdin,
}

/// The whole configuration.
#[derive(Clone, Debug)]
pub struct Config {
    pub run: Run,
    /// `sys.argv`.
    pub argv: Vec<Vec<u8>>,
    /// `sys.orig_argv`.
    pub orig_argv: Vec<Vec<u8>>,
    pub flags: Flags,
    /// `-X name` and `-X name=value`, in order.
    pub xoptions: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    /// `sys.warnoptions`.
    pub warnoptions: Vec<Vec<u8>>,
    pub executable: Vec<u8>,
    pub base_executable: Vec<u8>,
    pub prefix: Vec<u8>,
    pub exec_prefix: Vec<u8>,
    pub base_prefix: Vec<u8>,
    pub base_exec_prefix: Vec<u8>,
    /// The virtual directory of the frozen library.
    pub stdlib_dir: Vec<u8>,
    /// `PYTHONHOME`.
    pub home: Option<Vec<u8>>,
    pub pycache_prefix: Option<Vec<u8>>,
    /// `sys.path` before the script's directory is put in front.
    pub path: Vec<Vec<u8>>,
    /// `always`, `default` or `never`.
    pub check_hash_pycs: &'static str,
    /// `PYTHONIOENCODING`, taken apart.
    pub stdio_encoding: Option<String>,
    pub stdio_errors: Option<String>,
    /// False under `-u`.
    pub buffered_stdio: bool,
    /// `-x`: skip the first line of the script.
    pub skip_first_line: bool,
    /// `-X importtime`.
    pub import_time: bool,
    /// `-X faulthandler`.
    pub faulthandler: bool,
    /// `-X tracemalloc`: frames to keep; 0 for off.
    pub tracemalloc: i64,
    /// `-X no_debug_ranges` given: code has no columns.
    pub no_debug_ranges: bool,
    /// `-X cpu_count`.
    pub cpu_count: i64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            run: Run::Stdin,
            argv: vec![Vec::new()],
            orig_argv: Vec::new(),
            flags: Flags::default(),
            xoptions: Vec::new(),
            warnoptions: Vec::new(),
            executable: Vec::new(),
            base_executable: Vec::new(),
            prefix: Vec::new(),
            exec_prefix: Vec::new(),
            base_prefix: Vec::new(),
            base_exec_prefix: Vec::new(),
            stdlib_dir: Vec::new(),
            home: None,
            pycache_prefix: None,
            path: Vec::new(),
            check_hash_pycs: "default",
            stdio_encoding: None,
            stdio_errors: None,
            buffered_stdio: true,
            skip_first_line: false,
            import_time: false,
            faulthandler: false,
            tracemalloc: 0,
            no_debug_ranges: false,
            cpu_count: -1,
        }
    }
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// Installs the configuration; later calls change nothing.
pub fn install(c: Config) {
    let _ = CONFIG.set(c);
}

/// The configuration in force.
#[must_use]
pub fn get() -> &'static Config {
    CONFIG.get_or_init(Config::default)
}

/// What `sys` asks of the virtual machine above this crate.
#[derive(Clone, Copy)]
pub struct Machine {
    pub recursion_limit: fn() -> i64,
    /// Sets the limit of every thread.
    pub set_recursion_limit: fn(i64),
    /// The plain interactive prompt, until its input ends.
    pub base_repl: fn() -> object::Result<()>,
}

static MACHINE: OnceLock<Machine> = OnceLock::new();

/// Installs the machine's functions.
pub fn install_machine(m: Machine) {
    let _ = MACHINE.set(m);
}

/// The machine's functions, once there is a machine.
#[must_use]
pub fn machine() -> Option<&'static Machine> {
    MACHINE.get()
}

/// The options of `front::compile` that follow from the configuration.
#[must_use]
pub fn compile_options() -> front::Options<'static> {
    let c = get();
    front::Options {
        optimize: c.flags.optimize.clamp(0, 2) as u8,
        debug_ranges: !c.no_debug_ranges,
        ..front::Options::default()
    }
}
