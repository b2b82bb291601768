//! `time`: clocks, sleeping, calendar times.

use std::ffi::CString;
use std::mem::MaybeUninit;

use heap::{GcVec, Value};
use object::class::ClassCell;
use object::gc::{Object, ValueExt};
use object::{
    Gc, Module, Result, Row, Str, Tuple, intern, native, none, number, ops, raise_exc, raise_type, raise_value, seq,
};

use builtins::pytime::{Round, nanos_of};
use builtins::structseq::{self, Desc};
use builtins::syscall;

static STRUCT_TIME_CELL: ClassCell = ClassCell::new();
static STRUCT_TIME: Desc = Desc {
    path: "time.struct_time",
    doc: "The time value as returned by gmtime(), localtime(), and strptime(), and\naccepted by asctime(), mktime() and strftime().  May be considered as a\nsequence of 9 integers.\n\nNote that several fields' values are not the same as those defined by\nthe C language standard for struct tm.  For example, the value of the\nfield tm_year is the actual year, not year - 1900.  See individual\nfields' descriptions for details.",
    fields: &[
        ("tm_year", "year, for example, 1993"),
        ("tm_mon", "month of year, range [1, 12]"),
        ("tm_mday", "day of month, range [1, 31]"),
        ("tm_hour", "hours, range [0, 23]"),
        ("tm_min", "minutes, range [0, 59]"),
        ("tm_sec", "seconds, range [0, 61])"),
        ("tm_wday", "day of week, range [0, 6], Monday is 0"),
        ("tm_yday", "day of year, range [1, 366]"),
        ("tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"),
        ("tm_zone", "abbreviation of timezone name"),
        ("tm_gmtoff", "offset from UTC in seconds"),
    ],
    n_sequence: 9,
    cell: &STRUCT_TIME_CELL,
};

/// A clock's reading in nanoseconds.
pub fn read_clock(clock: i32) -> std::result::Result<i64, i32> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the record is a local variable.
    match unsafe { libc::clock_gettime(clock, &raw mut t) } {
        0 => Ok(t.tv_sec * 1_000_000_000 + t.tv_nsec),
        _ => Err(syscall::errno()),
    }
}
fn clock(clock: i32) -> Result<i64> {
    read_clock(clock).or_else(|e| object::error::os_error(e, None, None))
}
fn seconds(ns: i64) -> f64 {
    // The whole seconds are divided exactly first, as CPython does, so that no bit is lost needlessly.
    if ns % 1_000_000_000 == 0 { (ns / 1_000_000_000) as f64 } else { ns as f64 / 1e9 }
}

macro_rules! clocks {
    ($($f:ident $f_ns:ident $clock:expr;)*) => {
        $(
            fn $f() -> Result<f64> {
                Ok(seconds(clock($clock)?))
            }
            fn $f_ns() -> Result<i64> {
                clock($clock)
            }
        )*
    };
}
clocks! {
    time time_ns libc::CLOCK_REALTIME;
    monotonic monotonic_ns libc::CLOCK_MONOTONIC;
    process_time process_time_ns libc::CLOCK_PROCESS_CPUTIME_ID;
    thread_time thread_time_ns libc::CLOCK_THREAD_CPUTIME_ID;
}

fn clock_gettime(id: i32) -> Result<f64> {
    Ok(seconds(clock(id)?))
}
fn clock_gettime_ns(id: i32) -> Result<i64> {
    clock(id)
}
fn clock_settime(id: i32, t: Value) -> Result<()> {
    clock_settime_ns(id, nanos_of(t, Round::Floor)?)
}
fn clock_settime_ns(id: i32, ns: i64) -> Result<()> {
    let t = libc::timespec { tv_sec: ns.div_euclid(1_000_000_000), tv_nsec: ns.rem_euclid(1_000_000_000) };
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::clock_settime(id, &raw const t) }).map(drop)
}
fn clock_getres(id: i32) -> Result<f64> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the record is a local variable.
    syscall::check(unsafe { libc::clock_getres(id, &raw mut t) })?;
    Ok(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9)
}
fn pthread_getcpuclockid(thread: Value) -> Result<i32> {
    let thread = ops::to_i64(thread)? as libc::pthread_t;
    let mut id = 0;
    // SAFETY: the identifier is that of a running thread, as the function's documentation demands.
    match unsafe { libc::pthread_getcpuclockid(thread, &raw mut id) } {
        0 => Ok(id),
        e => object::error::os_error(e, None, None),
    }
}

fn sleep(duration: Value) -> Result<()> {
    let ns = nanos_of(duration, Round::Up)?;
    if ns < 0 {
        return raise_value!("sleep length must be non-negative");
    }
    let Some(end) = clock(libc::CLOCK_MONOTONIC)?.checked_add(ns) else {
        return raise_exc!(OVERFLOW_ERROR, "timestamp too large to convert to C PyTime_t");
    };
    let until = libc::timespec { tv_sec: end / 1_000_000_000, tv_nsec: end % 1_000_000_000 };
    loop {
        let clock = libc::CLOCK_MONOTONIC;
        // SAFETY: the record is a local variable.
        let nap =
            || unsafe { libc::clock_nanosleep(clock, libc::TIMER_ABSTIME, &raw const until, std::ptr::null_mut()) };
        match syscall::blocking(nap) {
            Ok(0) => return Ok(()),
            // This function returns its error number.
            Ok(libc::EINTR) | Err(libc::EINTR) => syscall::check_signals()?,
            Ok(e) | Err(e) => return object::error::os_error(e, None, None),
        }
    }
}

fn tm_value(t: &libc::tm) -> Value {
    let n = |i: i32| number::int(i64::from(i));
    let zone = if t.tm_zone.is_null() {
        none()
    } else {
        // SAFETY: the C library's zone names are null-terminated and live for ever.
        builtins::fsname::decode(unsafe { std::ffi::CStr::from_ptr(t.tm_zone) }.to_bytes()).value()
    };
    structseq::make(
        &STRUCT_TIME,
        &[
            number::int(i64::from(t.tm_year) + 1900),
            n(t.tm_mon + 1),
            n(t.tm_mday),
            n(t.tm_hour),
            n(t.tm_min),
            n(t.tm_sec),
            n((t.tm_wday + 6) % 7),
            n(t.tm_yday + 1),
            n(t.tm_isdst),
            zone,
            number::int(t.tm_gmtoff),
        ],
    )
}

/// The seconds argument of `gmtime`, `localtime` and `ctime`; now if absent.
fn when(v: Option<Value>) -> Result<libc::time_t> {
    match v.filter(|v| !object::misc::is_none(*v)) {
        None => Ok(clock(libc::CLOCK_REALTIME)? / 1_000_000_000),
        Some(v) => match number::as_float(v) {
            Some(f) if f.is_nan() => raise_value!("Invalid value NaN (not a number)"),
            Some(f) if !(-9.2e18..9.2e18).contains(&f) => {
                raise_exc!(OVERFLOW_ERROR, "timestamp out of range for platform time_t")
            }
            Some(f) => Ok(f.floor() as libc::time_t),
            None => match number::int_ref(v) {
                None => raise_type!("'{}' object cannot be interpreted as an integer", object::repr::type_name(v)),
                Some(_) => match number::as_i64(v) {
                    Some(t) => Ok(t),
                    None => raise_exc!(OVERFLOW_ERROR, "timestamp out of range for platform time_t"),
                },
            },
        },
    }
}

fn broken_down(t: libc::time_t, local: bool) -> Result<libc::tm> {
    let mut tm = MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: the record is a local variable, filled by the call.
    let ok = unsafe {
        if local {
            !libc::localtime_r(&raw const t, tm.as_mut_ptr()).is_null()
        } else {
            !libc::gmtime_r(&raw const t, tm.as_mut_ptr()).is_null()
        }
    };
    if !ok {
        return object::error::os_error(syscall::errno(), None, None);
    }
    // SAFETY: filled.
    Ok(unsafe { tm.assume_init() })
}

fn gmtime(t: Option<Value>) -> Result<Value> {
    let mut tm = broken_down(when(t)?, false)?;
    tm.tm_zone = c"UTC".as_ptr();
    Ok(tm_value(&tm))
}
fn localtime(t: Option<Value>) -> Result<Value> {
    Ok(tm_value(&broken_down(when(t)?, true)?))
}

/// A time tuple as the C library's record (`gettmarg`).
fn tm_of(v: Value, function: &str) -> Result<libc::tm> {
    let Some(t) = v.cast::<Tuple>() else { return raise_type!("Tuple or struct_time argument required") };
    let items = t.as_slice();
    if items.len() != 9 {
        return raise_type!("{function}(): illegal time tuple argument");
    }
    let mut n = [0i32; 9];
    for (n, v) in n.iter_mut().zip(items) {
        let i = ops::to_i64(*v)?;
        *n = match i32::try_from(i) {
            Ok(i) => i,
            Err(_) if i > 0 => return raise_exc!(OVERFLOW_ERROR, "signed integer is greater than maximum"),
            Err(_) => return raise_exc!(OVERFLOW_ERROR, "signed integer is less than minimum"),
        };
    }
    let Some(year) = n[0].checked_sub(1900) else { return raise_exc!(OVERFLOW_ERROR, "year out of range") };
    // SAFETY: the record is plain data.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    tm.tm_year = year;
    tm.tm_mon = n[1] - 1;
    tm.tm_mday = n[2];
    tm.tm_hour = n[3];
    tm.tm_min = n[4];
    tm.tm_sec = n[5];
    tm.tm_wday = (n[6].wrapping_add(1)) % 7;
    tm.tm_yday = n[7] - 1;
    tm.tm_isdst = n[8];
    if object::class_of(v) == STRUCT_TIME_CELL.get() {
        let offset = object::attr::getattr(v, intern("tm_gmtoff"))?;
        if let Some(o) = number::as_i64(offset) {
            tm.tm_gmtoff = o;
        }
        if let Some(zone) = object::attr::getattr(v, intern("tm_zone"))?.cast::<Str>() {
            tm.tm_zone = own_zone(zone);
        }
    }
    Ok(tm)
}

/// A null-terminated copy of a zone name that lives for ever; zone names are few.
fn own_zone(zone: Gc<Str>) -> *const libc::c_char {
    use std::sync::Mutex;
    static ZONES: Mutex<Vec<CString>> = Mutex::new(Vec::new());
    let text = CString::new(zone.to_string_lossy()).unwrap_or_default();
    let mut zones = ZONES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(z) = zones.iter().find(|z| **z == text) {
        return z.as_ptr();
    }
    let p = text.as_ptr();
    zones.push(text);
    p
}

/// Checks and mends a time tuple for `asctime` and `strftime` (`checktm`).
fn check_tm(tm: &mut libc::tm) -> Result<()> {
    fn bounds(n: &mut i32, lowest: i32, highest: i32, msg: &str) -> Result<()> {
        if *n == lowest - 1 {
            *n = lowest;
        } else if *n < lowest || *n > highest {
            return object::value_error(msg);
        }
        Ok(())
    }
    bounds(&mut tm.tm_mon, 0, 11, "month out of range")?;
    bounds(&mut tm.tm_mday, 1, 31, "day of month out of range")?;
    if !(0..=23).contains(&tm.tm_hour) {
        return raise_value!("hour out of range");
    }
    if !(0..=59).contains(&tm.tm_min) {
        return raise_value!("minute out of range");
    }
    if !(0..=61).contains(&tm.tm_sec) {
        return raise_value!("seconds out of range");
    }
    if tm.tm_wday < 0 {
        return raise_value!("day of week out of range");
    }
    bounds(&mut tm.tm_yday, 0, 365, "day of year out of range")
}

fn tm_or_now(v: Option<Value>, function: &str) -> Result<libc::tm> {
    match v {
        None => broken_down(clock(libc::CLOCK_REALTIME)? / 1_000_000_000, true),
        Some(v) => {
            let mut tm = tm_of(v, function)?;
            check_tm(&mut tm)?;
            Ok(tm)
        }
    }
}

fn ascii_time(t: &libc::tm) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[t.tm_wday as usize % 7],
        MONTHS[t.tm_mon as usize % 12],
        t.tm_mday,
        t.tm_hour,
        t.tm_min,
        t.tm_sec,
        1900 + i64::from(t.tm_year)
    )
}
fn asctime(t: Option<Value>) -> Result<String> {
    Ok(ascii_time(&tm_or_now(t, "asctime")?))
}
fn ctime(t: Option<Value>) -> Result<String> {
    Ok(ascii_time(&broken_down(when(t)?, true)?))
}

fn mktime(t: Value) -> Result<f64> {
    let mut tm = tm_of(t, "mktime")?;
    // The day of the week is what the call sets last: it tells -1, a valid time, from an error.
    tm.tm_wday = -1;
    // SAFETY: the record is a local variable.
    let r = unsafe { libc::mktime(&raw mut tm) };
    if r == -1 && tm.tm_wday == -1 {
        return raise_exc!(OVERFLOW_ERROR, "mktime argument out of range");
    }
    Ok(r as f64)
}

unsafe extern "C" {
    fn strftime(s: *mut libc::c_char, max: usize, format: *const libc::c_char, tm: *const libc::tm) -> usize;
}

/// Formats one piece of text without null characters.
fn format_piece(piece: &[u8], tm: &libc::tm, out: &mut Vec<u8>) -> Result<()> {
    // A marker in front keeps the result from being empty, which the C function could not tell from a lack of room.
    let mut format = vec![b'+'];
    format.extend_from_slice(piece);
    let Ok(format) = CString::new(format) else { return raise_value!("embedded null character") };
    let mut size = 1024.max(piece.len() * 4);
    loop {
        let mut buf = vec![0u8; size];
        // SAFETY: the vector is as long as said; format and zone are null-terminated.
        let n = unsafe { strftime(buf.as_mut_ptr().cast(), size, format.as_ptr(), tm) };
        if n > 0 {
            out.extend_from_slice(&buf[1..n]);
            return Ok(());
        }
        if size > 256 * (piece.len() + 4) * 1024 {
            return raise_value!("Invalid format string");
        }
        size *= 2;
    }
}

fn strftime_py(format: Gc<Str>, t: Option<Value>) -> Result<Gc<Str>> {
    let mut tm = tm_or_now(t, "strftime")?;
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    let mut out = Vec::new();
    let mut piece = Vec::new();
    // Only directives of ASCII go through the C library, so that its locale's encoding does not matter.
    for b in format.as_bytes() {
        if *b == 0 || !b.is_ascii() {
            flush_piece(&mut piece, &tm, &mut out)?;
            out.push(*b);
        } else {
            piece.push(*b);
        }
    }
    flush_piece(&mut piece, &tm, &mut out)?;
    match std::str::from_utf8(&out) {
        Ok(s) => Ok(Str::new(s)),
        // SAFETY: pieces of WTF-8 text between ASCII pieces, whose formatted forms are the locale's text: decoded if need be.
        Err(_) if !format.is_ascii() && format.to_str().is_none() => Ok(unsafe { Str::from_bytes_unchecked(&out) }),
        Err(_) => Ok(builtins::fsname::decode(&out)),
    }
}

fn flush_piece(piece: &mut Vec<u8>, tm: &libc::tm, out: &mut Vec<u8>) -> Result<()> {
    if piece.contains(&b'%') {
        format_piece(piece, tm, out)?;
    } else {
        out.extend_from_slice(piece);
    }
    piece.clear();
    Ok(())
}

fn strptime(text: Value, format: Option<Value>) -> Result<Value> {
    let m = object::import::import_module("_strptime")?;
    let mut args: GcVec<Value> = GcVec::new();
    args.push(text);
    args.extend(format);
    object::call::call_method(m, intern("_strptime_time"), &args)
}

unsafe extern "C" {
    fn tzset();
}

/// Sets `timezone`, `altzone`, `daylight` and `tzname`: the offsets in January and July of this year tell summer time.
fn set_zone(m: Gc<Module>) -> Result<()> {
    // SAFETY: called under the GIL.
    unsafe { tzset() };
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let now = clock(libc::CLOCK_REALTIME)? / 1_000_000_000;
    let january = now / YEAR * YEAR;
    let zone = |t: i64| -> Result<(i64, Gc<Str>)> {
        let tm = broken_down(t, true)?;
        let name = if tm.tm_zone.is_null() {
            Str::new("   ")
        } else {
            // SAFETY: the C library's zone names are null-terminated.
            builtins::fsname::decode(unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) }.to_bytes())
        };
        Ok((-tm.tm_gmtoff, name))
    };
    let (jan, july) = (zone(january)?, zone(january + YEAR / 2)?);
    // In the southern hemisphere January is summer.
    let (standard, summer) = if jan.0 < july.0 { (july, jan) } else { (jan, july) };
    m.set("timezone", number::int(standard.0));
    m.set("altzone", number::int(summer.0));
    m.set("daylight", number::int(i64::from(jan.0 != july.0)));
    m.set("tzname", seq::tuple(&[standard.1.value(), summer.1.value()]));
    Ok(())
}

fn tzset_py() -> Result<()> {
    match object::import::import_module("time")?.cast::<Module>() {
        Some(m) => set_zone(m),
        None => Ok(()),
    }
}

fn get_clock_info(name: Gc<Str>) -> Result<Value> {
    let (id, implementation, monotonic, adjustable) = match name.to_str() {
        Some("time") => (libc::CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", false, true),
        Some("monotonic" | "perf_counter") => (libc::CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true, false),
        Some("process_time") => {
            (libc::CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false)
        }
        Some("thread_time") => (libc::CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
        _ => return raise_value!("unknown clock"),
    };
    let namespace = object::attr::getattr(object::import::import_module("types")?, intern("SimpleNamespace"))?;
    let names = ["implementation", "monotonic", "adjustable", "resolution"].map(|n| intern(n).value());
    let values = [
        Str::new(implementation).value(),
        object::bool_value(monotonic),
        object::bool_value(adjustable),
        number::float(clock_getres(id)?),
    ];
    object::call::call_kw(namespace, &values, &names)
}

static ROWS: &[Row] = &[
    Row::function("time($module, /)", native(time)).doc("time() -> floating-point number\n\nReturn the current time in seconds since the Epoch.\nFractions of a second may be present if the system clock provides them."),
    Row::function("time_ns($module, /)", native(time_ns)).doc("time_ns() -> int\n\nReturn the current time in nanoseconds since the Epoch."),
    Row::function("monotonic($module, /)", native(monotonic)).doc("monotonic() -> float\n\nMonotonic clock, cannot go backward."),
    Row::function("monotonic_ns($module, /)", native(monotonic_ns)).doc("monotonic_ns() -> int\n\nMonotonic clock, cannot go backward, as nanoseconds."),
    Row::function("perf_counter($module, /)", native(monotonic)).doc("perf_counter() -> float\n\nPerformance counter for benchmarking."),
    Row::function("perf_counter_ns($module, /)", native(monotonic_ns)).doc("perf_counter_ns() -> int\n\nPerformance counter for benchmarking as nanoseconds."),
    Row::function("process_time($module, /)", native(process_time)).doc("process_time() -> float\n\nProcess time for profiling: sum of the kernel and user-space CPU time."),
    Row::function("process_time_ns($module, /)", native(process_time_ns)).doc("process_time() -> int\n\nProcess time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time."),
    Row::function("thread_time($module, /)", native(thread_time)).doc("thread_time() -> float\n\nThread time for profiling: sum of the kernel and user-space CPU time."),
    Row::function("thread_time_ns($module, /)", native(thread_time_ns)).doc("thread_time() -> int\n\nThread time for profiling as nanoseconds:\nsum of the kernel and user-space CPU time."),
    Row::function("clock_gettime($module, clk_id, /)", native(clock_gettime)).doc("Return the time of the specified clock clk_id as a float."),
    Row::function("clock_gettime_ns($module, clk_id, /)", native(clock_gettime_ns)).doc("Return the time of the specified clock clk_id as nanoseconds (int)."),
    Row::function("clock_settime($module, clk_id, time, /)", native(clock_settime)).shown("").doc("clock_settime(clk_id, time)\n\nSet the time of the specified clock clk_id."),
    Row::function("clock_settime_ns($module, clk_id, time, /)", native(clock_settime_ns)).shown("").doc("clock_settime_ns(clk_id, time)\n\nSet the time of the specified clock clk_id with nanoseconds."),
    Row::function("clock_getres($module, clk_id, /)", native(clock_getres)).shown("").doc("clock_getres(clk_id) -> floating-point number\n\nReturn the resolution (precision) of the specified clock clk_id."),
    Row::function("pthread_getcpuclockid($module, thread_id, /)", native(pthread_getcpuclockid)).shown("").doc("pthread_getcpuclockid(thread_id) -> int\n\nReturn the clk_id of a thread's CPU time clock."),
    Row::function("sleep($module, object, /)", native(sleep)).doc("sleep(seconds)\n\nDelay execution for a given number of seconds.  The argument may be\na floating-point number for subsecond precision."),
    Row::function("gmtime($module, seconds=None, /)", native(gmtime)).shown("").doc("Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT)."),
    Row::function("localtime($module, seconds=None, /)", native(localtime)).shown("").doc("Convert seconds since the Epoch to a time tuple expressing local time."),
    Row::function("asctime($module, tuple=None, /)", native(asctime)).shown("").doc("Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."),
    Row::function("ctime($module, seconds=None, /)", native(ctime)).shown("").doc("Convert a time in seconds since the Epoch to a string in local time."),
    Row::function("mktime($module, object, /)", native(mktime)).doc("mktime(tuple) -> floating-point number\n\nConvert a time tuple in local time to seconds since the Epoch."),
    Row::function("strftime($module, format, tuple=None, /)", native(strftime_py)).shown("").doc("Convert a time tuple to a string according to a format specification."),
    Row::function("strptime($module, string, format='', /)", native(strptime)).shown("").doc("Parse a string to a time tuple according to a format specification."),
    Row::function("tzset($module, /)", native(tzset_py)).doc("tzset()\n\nInitialize, or reinitialize, the local timezone to the value stored in\nos.environ['TZ']."),
    Row::function("get_clock_info($module, name, /)", native(get_clock_info)).shown("").doc("get_clock_info(name: str) -> dict\n\nGet information of the specified clock."),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("time");
    m.set_doc("This module provides various functions to manipulate time values.");
    m.add_rows(ROWS);
    m.set("struct_time", structseq::build(&STRUCT_TIME));
    debug_assert!(STRUCT_TIME_CELL.get().is_subclass_of(Tuple::class()));
    let constants = [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
        ("CLOCK_TAI", libc::CLOCK_TAI),
        ("_STRUCT_TM_ITEMS", 11),
    ];
    for (name, n) in constants {
        m.set(name, number::int(i64::from(n)));
    }
    set_zone(m)?;
    Ok(m)
}
