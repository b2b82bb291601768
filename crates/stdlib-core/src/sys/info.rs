//! The struct sequences of `sys`: `flags`, `version_info`, `float_info` and their like.

use heap::{GcVec, Value};
use object::class::ClassCell;
use object::{Str, bool_value, number};

use builtins::structseq::{Desc, build, make};

use crate::config::Flags;

fn text(s: &str) -> Value {
    Str::new(s).value()
}

fn int(i: i64) -> Value {
    number::int(i)
}

static FLOAT_CELL: ClassCell = ClassCell::new();
static FLOAT_INFO: Desc = Desc {
    path: "sys.float_info",
    doc: "Limits and precision of the float type.",
    fields: &[
        ("max", "the largest finite float"),
        ("max_exp", "the largest e such that 2.0**(e-1) is a finite float"),
        ("max_10_exp", "the largest e such that 10.0**e is a finite float"),
        ("min", "the smallest positive normalized float"),
        ("min_exp", "the smallest e such that 2.0**(e-1) is a normalized float"),
        ("min_10_exp", "the smallest e such that 10.0**e is a normalized float"),
        ("dig", "how many decimal digits survive a round trip"),
        ("mant_dig", "binary digits of the mantissa"),
        ("epsilon", "the distance between 1.0 and the next float"),
        ("radix", "the base of the exponent"),
        ("rounds", "the rounding mode of arithmetic"),
    ],
    n_sequence: 11,
    cell: &FLOAT_CELL,
};

pub fn float_info() -> Value {
    let _ = build(&FLOAT_INFO);
    let values = [
        number::float(f64::MAX),
        int(i64::from(f64::MAX_EXP)),
        int(i64::from(f64::MAX_10_EXP)),
        number::float(f64::MIN_POSITIVE),
        int(i64::from(f64::MIN_EXP)),
        int(i64::from(f64::MIN_10_EXP)),
        int(i64::from(f64::DIGITS)),
        int(i64::from(f64::MANTISSA_DIGITS)),
        number::float(f64::EPSILON),
        int(i64::from(f64::RADIX)),
        int(1),
    ];
    make(&FLOAT_INFO, &values)
}

static INT_CELL: ClassCell = ClassCell::new();
static INT_INFO: Desc = Desc {
    path: "sys.int_info",
    doc: "How integers are represented, and the limits of their conversion to text.",
    fields: &[
        ("bits_per_digit", "bits of a digit"),
        ("sizeof_digit", "bytes that a digit takes"),
        ("default_max_str_digits", "the limit of digits in conversions when nothing else is said"),
        ("str_digits_check_threshold", "the smallest limit that may be set"),
    ],
    n_sequence: 4,
    cell: &INT_CELL,
};

pub fn int_info() -> Value {
    let _ = build(&INT_INFO);
    make(&INT_INFO, &[int(30), int(4), int(4300), int(640)])
}

static HASH_CELL: ClassCell = ClassCell::new();
static HASH_INFO: Desc = Desc {
    path: "sys.hash_info",
    doc: "Parameters of the hash functions.",
    fields: &[
        ("width", "bits of a hash"),
        ("modulus", "the prime modulus of numeric hashes"),
        ("inf", "the hash of positive infinity"),
        ("nan", "no longer used"),
        ("imag", "the factor of a complex number's imaginary part"),
        ("algorithm", "the hash function of text and bytes"),
        ("hash_bits", "bits that the algorithm yields"),
        ("seed_bits", "bits of the algorithm's key"),
        ("cutoff", "below this length short strings are hashed otherwise; 0 for never"),
    ],
    n_sequence: 9,
    cell: &HASH_CELL,
};

pub fn hash_info() -> Value {
    let _ = build(&HASH_INFO);
    let values = [
        int(64),
        int((1 << 61) - 1),
        int(314_159),
        int(0),
        int(1_000_003),
        text("siphash13"),
        int(64),
        int(128),
        int(0),
    ];
    make(&HASH_INFO, &values)
}

static THREAD_CELL: ClassCell = ClassCell::new();
static THREAD_INFO: Desc = Desc {
    path: "sys.thread_info",
    doc: "Which thread library is in use.",
    fields: &[
        ("name", "the library"),
        ("lock", "what locks are made of"),
        ("version", "the library's name and version"),
    ],
    n_sequence: 3,
    cell: &THREAD_CELL,
};

pub fn thread_info() -> Value {
    let _ = build(&THREAD_INFO);
    make(&THREAD_INFO, &[text("pthread"), text("mutex+cond"), thread_library().map_or_else(object::none, |s| text(&s))])
}

#[cfg(target_os = "linux")]
fn thread_library() -> Option<String> {
    let mut buf = [0u8; 128];
    // SAFETY: `confstr` writes at most the given number of bytes.
    let n = unsafe { libc::confstr(libc::_CS_GNU_LIBPTHREAD_VERSION, buf.as_mut_ptr().cast(), buf.len()) };
    (n > 1 && n <= buf.len()).then(|| String::from_utf8_lossy(&buf[..n - 1]).into_owned())
}

#[cfg(not(target_os = "linux"))]
fn thread_library() -> Option<String> {
    None
}

static VERSION_CELL: ClassCell = ClassCell::new();
static VERSION_INFO: Desc = Desc {
    path: "sys.version_info",
    doc: "The version as a tuple with names.",
    fields: &[
        ("major", "the major release number"),
        ("minor", "the minor release number"),
        ("micro", "the patch release number"),
        ("releaselevel", "'alpha', 'beta', 'candidate' or 'final'"),
        ("serial", "the number of the pre-release"),
    ],
    n_sequence: 5,
    cell: &VERSION_CELL,
};

pub fn version_info(major: i64, minor: i64, micro: i64, level: &str, serial: i64) -> Value {
    let _ = build(&VERSION_INFO);
    make(&VERSION_INFO, &[int(major), int(minor), int(micro), text(level), int(serial)])
}

static FLAGS_CELL: ClassCell = ClassCell::new();
static FLAGS: Desc = Desc {
    path: "sys.flags",
    doc: "What the command line and the environment switched on.",
    fields: &[
        ("debug", "-d"),
        ("inspect", "-i"),
        ("interactive", "-i"),
        ("optimize", "-O or -OO"),
        ("dont_write_bytecode", "-B"),
        ("no_user_site", "-s"),
        ("no_site", "-S"),
        ("ignore_environment", "-E"),
        ("verbose", "-v"),
        ("bytes_warning", "-b"),
        ("quiet", "-q"),
        ("hash_randomization", "-R"),
        ("isolated", "-I"),
        ("dev_mode", "-X dev"),
        ("utf8_mode", "-X utf8"),
        ("warn_default_encoding", "-X warn_default_encoding"),
        ("safe_path", "-P"),
        ("int_max_str_digits", "-X int_max_str_digits"),
        ("gil", "-X gil"),
        ("thread_inherit_context", "-X thread_inherit_context"),
        ("context_aware_warnings", "-X context_aware_warnings"),
    ],
    n_sequence: 18,
    cell: &FLAGS_CELL,
};

pub fn flags(f: &Flags) -> Value {
    let _ = build(&FLAGS);
    let flag = |b: bool| int(i64::from(b));
    let values = [
        int(f.debug),
        int(f.inspect),
        int(f.interactive),
        int(f.optimize),
        flag(f.dont_write_bytecode),
        flag(f.no_user_site),
        flag(f.no_site),
        flag(f.ignore_environment),
        int(f.verbose),
        int(f.bytes_warning),
        int(f.quiet),
        flag(f.hash_randomization),
        flag(f.isolated),
        bool_value(f.dev_mode),
        flag(f.utf8_mode),
        flag(f.warn_default_encoding),
        bool_value(f.safe_path),
        int(f.int_max_str_digits),
        int(1),
        flag(f.thread_inherit_context),
        flag(f.context_aware_warnings),
    ];
    make(&FLAGS, &values)
}

static ASYNCGEN_CELL: ClassCell = ClassCell::new();
static ASYNCGEN_HOOKS: Desc = Desc {
    path: "asyncgen_hooks",
    doc: "The hooks of asynchronous generators.",
    fields: &[
        ("firstiter", "called before the first iteration"),
        ("finalizer", "called when a generator is finalized"),
    ],
    n_sequence: 2,
    cell: &ASYNCGEN_CELL,
};

pub fn asyncgen_hooks(firstiter: Option<Value>, finalizer: Option<Value>) -> Value {
    let _ = build(&ASYNCGEN_HOOKS);
    make(&ASYNCGEN_HOOKS, &[firstiter.unwrap_or_else(object::none), finalizer.unwrap_or_else(object::none)])
}

static UNRAISABLE_CELL: ClassCell = ClassCell::new();
static UNRAISABLE: Desc = Desc {
    path: "sys.UnraisableHookArgs",
    doc: "What sys.unraisablehook is called with.",
    fields: &[
        ("exc_type", "the exception's class"),
        ("exc_value", "the exception"),
        ("exc_traceback", "its traceback"),
        ("err_msg", "what went wrong, or None"),
        ("object", "the object that caused it, or None"),
    ],
    n_sequence: 5,
    cell: &UNRAISABLE_CELL,
};

pub fn unraisable_args(values: &[Value]) -> Value {
    let _ = build(&UNRAISABLE);
    make(&UNRAISABLE, values)
}

/// Is the value an `UnraisableHookArgs`?
pub fn is_unraisable_args(v: Value) -> bool {
    UNRAISABLE_CELL.try_get().is_some_and(|c| object::class_of(v) == c)
}

/// Closes the classes whose objects exist once only: `type(sys.flags)()` is refused, as in CPython.
pub fn forbid_instances() {
    for cell in [&FLAGS_CELL, &VERSION_CELL] {
        if let Some(mut c) = cell.try_get() {
            c.flags.0 |= object::class::ClassFlags::NO_INSTANTIATE;
            c.dict.remove_str(object::Id::__new__.str());
            c.modified();
        }
    }
}

/// A list of strings from the system's bytes.
pub fn list_of(items: &[Vec<u8>]) -> Value {
    let values: GcVec<Value> = items.iter().map(|b| builtins::fsname::decode(b).value()).collect();
    object::List::new(values).value()
}
