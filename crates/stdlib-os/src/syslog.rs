//! `syslog`.

use std::cell::UnsafeCell;
use std::ffi::CString;

use heap::Value;
use object::gc::ValueExt;
use object::{Gc, List, Module, Result, Row, Str, Tuple, native, number, ops, raise_type};

/// The program's name as the system log keeps it: a pointer that must stay valid until `closelog`.
struct Ident(UnsafeCell<(Option<CString>, bool)>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Ident {}
static IDENT: Ident = Ident(UnsafeCell::new((None, false)));

fn c_text(s: Gc<Str>) -> Result<CString> {
    CString::new(s.to_string_lossy()).or_else(|_| object::value_error("embedded null character"))
}

/// The last part of `sys.argv[0]`.
fn script_name() -> Option<String> {
    let argv = object::globals::sys_get("argv")?.cast::<List>()?;
    let name = argv.items.first()?.cast::<Str>()?.to_string_lossy();
    let last = name.rsplit('/').next().unwrap_or_default().to_owned();
    if last.is_empty() { None } else { Some(last) }
}

fn open(ident: Option<CString>, option: i32, facility: i32) {
    let ident = ident.or_else(|| script_name().and_then(|n| CString::new(n).ok()));
    // SAFETY: under the GIL; the name stays where it is until the next `openlog` or `closelog`.
    unsafe {
        let state = &mut *IDENT.0.get();
        let new = ident;
        libc::openlog(new.as_ref().map_or(std::ptr::null(), |i| i.as_ptr()), option, facility);
        *state = (new, true);
    }
}

fn openlog(ident: Option<Value>, option: Option<i32>, facility: Option<i32>) -> Result<()> {
    let ident = match ident {
        None => None,
        Some(v) => match v.cast::<Str>() {
            Some(s) => Some(c_text(s)?),
            None => return raise_type!("openlog() argument 'ident' must be str, not {}", object::repr::type_name(v)),
        },
    };
    open(ident, option.unwrap_or(0), facility.unwrap_or(libc::LOG_USER));
    Ok(())
}

fn syslog(args: Gc<Tuple>) -> Result<()> {
    let (priority, message) = match args.as_slice() {
        [m] => (libc::LOG_INFO, *m),
        [p, m] => (ops::to_i64(*p)? as i32, *m),
        _ => return raise_type!("syslog.syslog requires 1 to 2 arguments"),
    };
    let Some(m) = message.cast::<Str>() else {
        return raise_type!("syslog() argument must be str, not {}", object::repr::type_name(message));
    };
    let m = c_text(m)?;
    // SAFETY: under the GIL.
    if !unsafe { (*IDENT.0.get()).1 } {
        open(None, 0, libc::LOG_USER);
    }
    // SAFETY: the texts are null-terminated.
    heap::without_gil(|| unsafe { libc::syslog(priority, c"%s".as_ptr(), m.as_ptr()) });
    Ok(())
}

fn closelog() {
    // SAFETY: under the GIL; the name is not used any more afterwards.
    unsafe {
        let state = &mut *IDENT.0.get();
        if state.1 {
            libc::closelog();
            *state = (None, false);
        }
    }
}
fn setlogmask(mask: i64) -> i32 {
    // SAFETY: a plain call.
    unsafe { libc::setlogmask(mask as i32) }
}
fn log_mask(pri: i64) -> i64 {
    1 << pri
}
fn log_upto(pri: i64) -> i64 {
    (1 << (pri + 1)) - 1
}

static ROWS: &[Row] = &[
    Row::function("openlog($module, /, ident=<unrepresentable>, logoption=0, facility=LOG_USER)", native(openlog))
        .doc("Set logging options of subsequent syslog() calls."),
    Row::function("syslog($module, /, *args)", native(syslog))
        .doc("syslog([priority=LOG_INFO,] message)\nSend the string message to the system logger."),
    Row::function("closelog($module, /)", native(closelog))
        .doc("Reset the syslog module values and call the system library closelog()."),
    Row::function("setlogmask($module, maskpri, /)", native(setlogmask))
        .doc("Set the priority mask to maskpri and return the previous mask value."),
    Row::function("LOG_MASK($module, pri, /)", native(log_mask))
        .doc("Calculates the mask for the individual priority pri."),
    Row::function("LOG_UPTO($module, pri, /)", native(log_upto))
        .doc("Calculates the mask for all priorities up to and including pri."),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    LOG_ALERT LOG_AUTH LOG_AUTHPRIV LOG_CONS LOG_CRIT LOG_CRON LOG_DAEMON LOG_DEBUG LOG_EMERG LOG_ERR LOG_FTP LOG_INFO LOG_KERN
    LOG_LOCAL0 LOG_LOCAL1 LOG_LOCAL2 LOG_LOCAL3 LOG_LOCAL4 LOG_LOCAL5 LOG_LOCAL6 LOG_LOCAL7 LOG_LPR LOG_MAIL LOG_NDELAY LOG_NEWS
    LOG_NOTICE LOG_NOWAIT LOG_ODELAY LOG_PERROR LOG_PID LOG_SYSLOG LOG_USER LOG_UUCP LOG_WARNING
};

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("syslog");
    m.add_rows(ROWS);
    for (name, n) in CONSTANTS {
        m.set(name, number::int(*n));
    }
    Ok(m)
}
