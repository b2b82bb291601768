//! The environment: `PYTHON*` variables and the locale; and the configuration that they and the command line make.
//!
//! The command line wins over the environment. Numbers given by both are the greater of the two.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use vm::config::{Config, Flags, Run};

use crate::options::Line;
use crate::paths;

/// Takes the user's locale over; the plain locale becomes the plain locale with UTF-8 (PEP 538).
pub fn set_locale() {
    // SAFETY: nothing else runs yet, so nobody reads the locale or the environment at the same time.
    unsafe {
        libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
        let current = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        let plain = !current.is_null() && matches!(std::ffi::CStr::from_ptr(current).to_bytes(), b"C" | b"POSIX");
        let wanted = !matches!(std::env::var("PYTHONCOERCECLOCALE").as_deref(), Ok("0"));
        let forced = std::env::var_os("LC_ALL").is_some_and(|v| !v.is_empty());
        if plain && wanted && !forced {
            for name in [c"C.UTF-8", c"C.utf8", c"UTF-8"] {
                if !libc::setlocale(libc::LC_CTYPE, name.as_ptr()).is_null() {
                    std::env::set_var("LC_CTYPE", OsStr::from_bytes(name.to_bytes()));
                    return;
                }
            }
        }
    }
}

/// Is the locale still the plain one, which says nothing about the encoding?
fn locale_is_plain() -> bool {
    // SAFETY: asking for the locale returns a C string that lives until it is set again.
    unsafe {
        let p = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        !p.is_null() && matches!(std::ffi::CStr::from_ptr(p).to_bytes(), b"C" | b"POSIX")
    }
}

/// The variables, none of them under `-E`.
struct Environment {
    ignored: bool,
}

impl Environment {
    /// The value of a variable, unless it is empty.
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        if self.ignored {
            return None;
        }
        std::env::var_os(name).map(OsStringExt::into_vec).filter(|v| !v.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|v| String::from_utf8_lossy(&v).into_owned())
    }

    /// A variable that switches something on: any text counts as 1, a number as itself.
    fn flag(&self, name: &str) -> i64 {
        self.text(name).map_or(0, |v| v.trim().parse().ok().filter(|n| *n >= 0).unwrap_or(1))
    }
}

/// The value of the last `-X` option with this name: `Some(None)` when given without one.
fn xoption<'a>(line: &'a Line, name: &str) -> Option<Option<&'a [u8]>> {
    line.xoptions.iter().rev().find(|(n, _)| n == name.as_bytes()).map(|(_, v)| v.as_deref())
}

/// The text of an `-X` option, or of its variable.
fn xoption_or_variable(line: &Line, env: &Environment, name: &str, variable: &str) -> Option<String> {
    match xoption(line, name) {
        Some(v) => Some(String::from_utf8_lossy(v.unwrap_or_default()).into_owned()),
        None => env.text(variable),
    }
}

/// A switch that is 0 or 1, given as `-X name=…` or by a variable.
fn switch(line: &Line, env: &Environment, name: &str, variable: &str) -> Result<Option<bool>, String> {
    let wrong = |option: bool| match (name, option) {
        ("utf8", true) => "preconfig_init_utf8_mode: invalid -X utf8 option value".to_owned(),
        ("utf8", false) => format!("preconfig_init_utf8_mode: invalid {variable} environment variable value"),
        (_, true) => format!("config_init_{name}: -X {name}=n: n is missing or invalid"),
        (_, false) => format!("config_init_{name}: {variable}=N: N is missing or invalid"),
    };
    match xoption(line, name) {
        Some(Some(b"1")) => return Ok(Some(true)),
        Some(Some(b"0")) => return Ok(Some(false)),
        Some(None) if name == "utf8" => return Ok(Some(true)),
        Some(_) => return Err(wrong(true)),
        None => {}
    }
    match env.text(variable).as_deref() {
        None => Ok(None),
        Some("1") => Ok(Some(true)),
        Some("0") => Ok(Some(false)),
        Some(_) => Err(wrong(false)),
    }
}

fn flags(line: &Line, env: &Environment) -> Result<Flags, String> {
    let dev_mode = xoption(line, "dev").is_some() || env.get("PYTHONDEVMODE").is_some_and(|v| v != b"0");
    let digits = xoption_or_variable(line, env, "int_max_str_digits", "PYTHONINTMAXSTRDIGITS");
    let int_max_str_digits = match digits {
        None => 4300,
        Some(text) => match text.trim().parse::<i64>() {
            Ok(n) if n == 0 || (640..=i64::from(i32::MAX)).contains(&n) => n,
            _ if xoption(line, "int_max_str_digits").is_some() => {
                return Err(
                    "config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 \
                            for unlimited."
                        .to_owned(),
                );
            }
            _ => {
                return Err(
                    "config_init_int_max_str_digits: PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 \
                            for unlimited."
                        .to_owned(),
                );
            }
        },
    };
    let inspect = line.inspect.max(i64::from(env.get("PYTHONINSPECT").is_some()));
    Ok(Flags {
        debug: line.debug.max(env.flag("PYTHONDEBUG")),
        inspect,
        interactive: line.inspect,
        optimize: line.optimize.max(env.flag("PYTHONOPTIMIZE")),
        dont_write_bytecode: line.dont_write_bytecode || env.flag("PYTHONDONTWRITEBYTECODE") > 0,
        no_user_site: line.no_user_site || env.flag("PYTHONNOUSERSITE") > 0,
        no_site: line.no_site,
        ignore_environment: line.ignore_environment,
        verbose: line.verbose.max(env.flag("PYTHONVERBOSE")),
        bytes_warning: line.bytes_warning,
        quiet: line.quiet,
        hash_randomization: env.get("PYTHONHASHSEED").is_none_or(|v| v != b"0"),
        isolated: line.isolated,
        dev_mode,
        utf8_mode: switch(line, env, "utf8", "PYTHONUTF8")?.unwrap_or_else(locale_is_plain),
        warn_default_encoding: xoption(line, "warn_default_encoding").is_some()
            || env.flag("PYTHONWARNDEFAULTENCODING") > 0,
        safe_path: line.safe_path || env.get("PYTHONSAFEPATH").is_some(),
        int_max_str_digits,
        thread_inherit_context: switch(line, env, "thread_inherit_context", "PYTHON_THREAD_INHERIT_CONTEXT")?
            .unwrap_or(false),
        context_aware_warnings: switch(line, env, "context_aware_warnings", "PYTHON_CONTEXT_AWARE_WARNINGS")?
            .unwrap_or(false),
    })
}

/// `sys.warnoptions`: what comes last wins.
fn warnoptions(line: &Line, env: &Environment, flags: &Flags) -> Vec<Vec<u8>> {
    let mut options = Vec::new();
    if flags.dev_mode {
        options.push(b"default".to_vec());
    }
    if let Some(v) = env.get("PYTHONWARNINGS") {
        options.extend(v.split(|b| *b == b',').map(<[u8]>::to_vec));
    }
    options.extend_from_slice(&line.warnings);
    match flags.bytes_warning {
        0 => {}
        1 => options.push(b"default::BytesWarning".to_vec()),
        _ => options.push(b"error::BytesWarning".to_vec()),
    }
    // An option given twice counts where it was given last.
    let mut unique: Vec<Vec<u8>> = Vec::new();
    for o in options {
        unique.retain(|u| *u != o);
        unique.push(o);
    }
    unique
}

fn hash_seed(env: &Environment) -> Result<Option<u32>, String> {
    match env.text("PYTHONHASHSEED").as_deref() {
        None | Some("random") => Ok(None),
        Some(text) => match text.parse() {
            Ok(n) => Ok(Some(n)),
            Err(_) => Err("config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; \
                           4294967295]"
                .to_owned()),
        },
    }
}

fn tracemalloc(line: &Line, env: &Environment) -> Result<i64, String> {
    let value = match xoption(line, "tracemalloc") {
        Some(None) => return Ok(1),
        Some(Some(v)) => Some(String::from_utf8_lossy(v).into_owned()),
        None => env.text("PYTHONTRACEMALLOC"),
    };
    match value.map(|v| v.trim().parse::<i64>()) {
        None => Ok(0),
        Some(Ok(n)) if (0..=65_535).contains(&n) => Ok(n),
        Some(_) => {
            let what =
                if xoption(line, "tracemalloc").is_some() { "-X tracemalloc=NFRAME" } else { "PYTHONTRACEMALLOC" };
            Err(format!("config_init_tracemalloc: {what}: invalid number of frames"))
        }
    }
}

fn cpu_count(line: &Line, env: &Environment) -> Result<i64, String> {
    match xoption_or_variable(line, env, "cpu_count", "PYTHON_CPU_COUNT").as_deref() {
        None | Some("default") => Ok(-1),
        Some(text) => match text.parse::<i64>() {
            Ok(n) if n >= 1 => Ok(n),
            _ => Err("config_init_cpu_count: -X cpu_count=n option: n is missing or an invalid number, n must be \
                      greater than 0"
                .to_owned()),
        },
    }
}

/// `gc:N` or `gc:N/K`.
fn stress(text: &str) -> Option<(usize, usize)> {
    let numbers = text.strip_prefix("gc:")?;
    let (every, fades) = numbers.split_once('/').unwrap_or((numbers, "0"));
    Some((every.parse().ok()?, fades.parse().ok()?))
}

fn settings(env: &Environment) -> Result<vm::Settings, String> {
    let gc_stress = match std::env::var("PELLUCID_STRESS") {
        Ok(text) => stress(&text).ok_or_else(|| format!("PELLUCID_STRESS={text}: gc:N or gc:N/K is wanted"))?,
        Err(_) => (0, 0),
    };
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let mut jit = vm::JitConfig::default().parse(&variable("PELLUCID_JIT"))?;
    jit.log = variable("PELLUCID_LOG").split(',').any(|part| part == "jit" || part == "record");
    jit.log_exits = variable("PELLUCID_LOG").split(',').any(|part| part == "exit");
    jit.dump = variable("PELLUCID_DUMP").split(',').any(|part| part == "ir");
    jit.perf = variable("PELLUCID_DUMP").split(',').any(|part| part == "perf");
    jit.stats = !variable("PELLUCID_STATS").is_empty();
    Ok(vm::Settings {
        hash_seed: hash_seed(env)?,
        gc_stress,
        jit,
        check_machine: std::env::var("PELLUCID_MACHINE").is_ok_and(|m| m == "check"),
    })
}

/// The configuration of a run.
///
/// # Errors
/// A message about a variable or option that makes no sense.
pub fn configure(line: Line, arguments: &[Vec<u8>]) -> Result<(Config, vm::Settings), String> {
    let env = Environment { ignored: line.ignore_environment };
    let flags = flags(&line, &env)?;
    let home = env.get("PYTHONHOME");
    let places = paths::find(&arguments[0], home.as_deref());
    let mut path: Vec<Vec<u8>> = Vec::new();
    if let Some(p) = env.get("PYTHONPATH") {
        path.extend(p.split(|b| *b == b':').map(<[u8]>::to_vec));
    }
    path.extend(places.path());
    let io = env.text("PYTHONIOENCODING").unwrap_or_default();
    let (encoding, errors) = io.split_once(':').unwrap_or((&io, ""));
    let named = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let stdio_errors = named(errors).or_else(|| named(encoding).map(|_| "strict".to_owned()));
    let frozen = env.text("PYTHON_FROZEN_MODULES").filter(|_| xoption(&line, "frozen_modules").is_none());
    let mut xoptions = line.xoptions.clone();
    if let Some(v) = frozen {
        xoptions.push((b"frozen_modules".to_vec(), Some(v.into_bytes())));
    }
    if let Some(value) = xoption(&line, "frozen_modules")
        && !matches!(value, None | Some(b"" | b"on" | b"off"))
    {
        return Err("bad value for option -X frozen_modules (expected \"on\" or \"off\")".to_owned());
    }
    let pycache = xoption(&line, "pycache_prefix").flatten().map(<[u8]>::to_vec).filter(|v| !v.is_empty());
    let config = Config {
        run: line.run.clone().unwrap_or(Run::Stdin),
        argv: line.argv.clone(),
        orig_argv: arguments.to_vec(),
        warnoptions: warnoptions(&line, &env, &flags),
        xoptions,
        executable: places.executable,
        base_executable: places.base_executable,
        prefix: places.prefix.clone(),
        exec_prefix: places.prefix,
        base_prefix: places.base_prefix.clone(),
        base_exec_prefix: places.base_prefix,
        stdlib_dir: places.stdlib_dir,
        home,
        pycache_prefix: pycache
            .or_else(|| if xoption(&line, "pycache_prefix").is_some() { None } else { env.get("PYTHONPYCACHEPREFIX") }),
        path,
        check_hash_pycs: line.check_hash_pycs.unwrap_or("default"),
        stdio_encoding: named(encoding),
        stdio_errors,
        buffered_stdio: !line.unbuffered && env.flag("PYTHONUNBUFFERED") == 0,
        skip_first_line: line.skip_first_line,
        import_time: xoption(&line, "importtime").is_some() || env.flag("PYTHONPROFILEIMPORTTIME") > 0,
        faulthandler: flags.dev_mode
            || xoption(&line, "faulthandler").is_some()
            || env.get("PYTHONFAULTHANDLER").is_some(),
        tracemalloc: tracemalloc(&line, &env)?,
        no_debug_ranges: xoption(&line, "no_debug_ranges").is_some() || env.get("PYTHONNODEBUGRANGES").is_some(),
        cpu_count: cpu_count(&line, &env)?,
        flags,
    };
    Ok((config, settings(&env)?))
}
