//! The `_locale` module: the C library's locale.

use std::ffi::{CStr, CString};

use object::class::ClassFlags;
use object::error::{BaseException, exc};
use object::gc::{Object, ValueExt};
use object::{ClassBuilder, ClassCell, Dict, Gc, GcVec, List, Module, Result, Row, Str, Value, native, none, number};

static ERROR: ClassCell = ClassCell::new();

fn c_text(s: &str) -> Result<CString> {
    match CString::new(s) {
        Ok(c) => Ok(c),
        Err(_) => object::value_error("embedded null character"),
    }
}
/// A C string as text; bytes that are no UTF-8 become surrogate escapes.
///
/// # Safety
/// `p` is null or a C string.
unsafe fn text_from(p: *const libc::c_char) -> Result<Value> {
    if p.is_null() {
        return Ok(none());
    }
    // SAFETY: promised by the caller.
    let b = unsafe { CStr::from_ptr(p) }.to_bytes();
    let h = builtins::codec_errors::Handler::SurrogateEscape;
    Ok(Str::from_buf(builtins::codec_utf::decode_utf8(b, &h, true)?.0).value())
}

fn setlocale(category: i32, locale: Option<Value>) -> Result<Value> {
    let name = match locale.filter(|l| *l != none()) {
        None => None,
        Some(l) => match l.cast::<Str>() {
            Some(s) => Some(c_text(&s.to_string_lossy())?),
            None => {
                return object::raise_type!(
                    "setlocale() argument 2 must be str or None, not {}",
                    object::repr::type_name(l)
                );
            }
        },
    };
    let p = name.as_ref().map_or(std::ptr::null(), |n| n.as_ptr());
    // SAFETY: the GIL is held, so no other thread of ours reads the locale meanwhile.
    let r = unsafe { libc::setlocale(category, p) };
    if r.is_null() {
        return object::error::raise_fmt(
            &ERROR,
            if name.is_some() { "unsupported locale setting" } else { "locale query failed" },
        );
    }
    // SAFETY: setlocale returned a C string.
    unsafe { text_from(r) }
}

fn grouping(p: *const libc::c_char) -> Value {
    let mut items = GcVec::new();
    let mut i = 0;
    loop {
        // SAFETY: a grouping string ends with zero or CHAR_MAX, where this loop stops.
        let c = unsafe { *p.add(i) };
        items.push(number::int(i64::from(c)));
        if c == 0 || c == libc::c_char::MAX {
            break;
        }
        i += 1;
    }
    if i == 0 {
        items.clear();
    }
    List::new(items).value()
}

fn localeconv() -> Result<Gc<Dict>> {
    let d = Dict::new();
    // SAFETY: localeconv's strings stay valid until it is called again; the GIL is held.
    unsafe {
        let l = &*libc::localeconv();
        let texts = [
            ("decimal_point", l.decimal_point),
            ("thousands_sep", l.thousands_sep),
            ("int_curr_symbol", l.int_curr_symbol),
            ("currency_symbol", l.currency_symbol),
            ("mon_decimal_point", l.mon_decimal_point),
            ("mon_thousands_sep", l.mon_thousands_sep),
            ("positive_sign", l.positive_sign),
            ("negative_sign", l.negative_sign),
        ];
        for (name, p) in texts {
            d.set_text(name, text_from(p)?);
        }
        d.set_text("grouping", grouping(l.grouping));
        d.set_text("mon_grouping", grouping(l.mon_grouping));
        let numbers = [
            ("int_frac_digits", l.int_frac_digits),
            ("frac_digits", l.frac_digits),
            ("p_cs_precedes", l.p_cs_precedes),
            ("p_sep_by_space", l.p_sep_by_space),
            ("n_cs_precedes", l.n_cs_precedes),
            ("n_sep_by_space", l.n_sep_by_space),
            ("p_sign_posn", l.p_sign_posn),
            ("n_sign_posn", l.n_sign_posn),
        ];
        for (name, n) in numbers {
            d.set_text(name, number::int(i64::from(n)));
        }
    }
    Ok(d)
}

fn nl_langinfo(key: i32) -> Result<Value> {
    if !ITEMS.iter().any(|(_, k)| *k == key) {
        return object::value_error("unsupported langinfo constant");
    }
    // SAFETY: a known item gives a C string; the GIL is held.
    unsafe { text_from(libc::nl_langinfo(key)) }
}
fn getencoding() -> Result<Value> {
    // SAFETY: CODESET gives a C string.
    unsafe { text_from(libc::nl_langinfo(libc::CODESET)) }
}
fn strcoll(os1: Gc<Str>, os2: Gc<Str>) -> Result<i32> {
    let (a, b) = (c_text(&os1.to_string_lossy())?, c_text(&os2.to_string_lossy())?);
    // SAFETY: two C strings.
    Ok(unsafe { libc::strcoll(a.as_ptr(), b.as_ptr()) })
}
fn strxfrm(string: Gc<Str>) -> Result<Value> {
    let s = c_text(&string.to_string_lossy())?;
    // SAFETY: the first call measures, the second one writes into a buffer of that size.
    unsafe {
        let n = libc::strxfrm(std::ptr::null_mut(), s.as_ptr(), 0);
        let mut out = vec![0u8; n + 1];
        libc::strxfrm(out.as_mut_ptr().cast(), s.as_ptr(), n + 1);
        text_from(out.as_ptr().cast())
    }
}

unsafe extern "C" {
    fn gettext(msg: *const libc::c_char) -> *mut libc::c_char;
    fn dgettext(domain: *const libc::c_char, msg: *const libc::c_char) -> *mut libc::c_char;
    fn dcgettext(domain: *const libc::c_char, msg: *const libc::c_char, category: libc::c_int) -> *mut libc::c_char;
    fn textdomain(domain: *const libc::c_char) -> *mut libc::c_char;
    fn bindtextdomain(domain: *const libc::c_char, dir: *const libc::c_char) -> *mut libc::c_char;
    fn bind_textdomain_codeset(domain: *const libc::c_char, codeset: *const libc::c_char) -> *mut libc::c_char;
}

fn optional(v: Value) -> Result<Option<CString>> {
    match v.cast::<Str>() {
        Some(s) => c_text(&s.to_string_lossy()).map(Some),
        None if v == none() => Ok(None),
        None => object::raise_type!("argument must be str or None, not {}", object::repr::type_name(v)),
    }
}
fn pointer(c: &Option<CString>) -> *const libc::c_char {
    c.as_ref().map_or(std::ptr::null(), |c| c.as_ptr())
}
fn py_gettext(msg: String) -> Result<Value> {
    let m = c_text(&msg)?;
    // SAFETY: C strings in and out.
    unsafe { text_from(gettext(m.as_ptr())) }
}
fn py_dgettext(domain: Value, msg: String) -> Result<Value> {
    let (d, m) = (optional(domain)?, c_text(&msg)?);
    // SAFETY: C strings in and out.
    unsafe { text_from(dgettext(pointer(&d), m.as_ptr())) }
}
fn py_dcgettext(domain: Value, msg: String, category: i32) -> Result<Value> {
    let (d, m) = (optional(domain)?, c_text(&msg)?);
    // SAFETY: C strings in and out.
    unsafe { text_from(dcgettext(pointer(&d), m.as_ptr(), category)) }
}
fn py_textdomain(domain: Value) -> Result<Value> {
    let d = optional(domain)?;
    // SAFETY: C strings in and out.
    unsafe { text_from(textdomain(pointer(&d))) }
}
fn py_bindtextdomain(domain: String, dir: Value) -> Result<Value> {
    if domain.is_empty() {
        return object::error::raise_fmt(&ERROR, "domain must be a non-empty string");
    }
    let (d, dir) = (c_text(&domain)?, optional(dir)?);
    // SAFETY: C strings in and out.
    unsafe { text_from(bindtextdomain(d.as_ptr(), pointer(&dir))) }
}
fn py_bind_codeset(domain: String, codeset: Value) -> Result<Value> {
    let (d, c) = (c_text(&domain)?, optional(codeset)?);
    // SAFETY: C strings in and out.
    unsafe { text_from(bind_textdomain_codeset(d.as_ptr(), pointer(&c))) }
}

static ITEMS: &[(&str, libc::nl_item)] = &[
    ("DAY_1", libc::DAY_1),
    ("DAY_2", libc::DAY_2),
    ("DAY_3", libc::DAY_3),
    ("DAY_4", libc::DAY_4),
    ("DAY_5", libc::DAY_5),
    ("DAY_6", libc::DAY_6),
    ("DAY_7", libc::DAY_7),
    ("ABDAY_1", libc::ABDAY_1),
    ("ABDAY_2", libc::ABDAY_2),
    ("ABDAY_3", libc::ABDAY_3),
    ("ABDAY_4", libc::ABDAY_4),
    ("ABDAY_5", libc::ABDAY_5),
    ("ABDAY_6", libc::ABDAY_6),
    ("ABDAY_7", libc::ABDAY_7),
    ("MON_1", libc::MON_1),
    ("MON_2", libc::MON_2),
    ("MON_3", libc::MON_3),
    ("MON_4", libc::MON_4),
    ("MON_5", libc::MON_5),
    ("MON_6", libc::MON_6),
    ("MON_7", libc::MON_7),
    ("MON_8", libc::MON_8),
    ("MON_9", libc::MON_9),
    ("MON_10", libc::MON_10),
    ("MON_11", libc::MON_11),
    ("MON_12", libc::MON_12),
    ("ABMON_1", libc::ABMON_1),
    ("ABMON_2", libc::ABMON_2),
    ("ABMON_3", libc::ABMON_3),
    ("ABMON_4", libc::ABMON_4),
    ("ABMON_5", libc::ABMON_5),
    ("ABMON_6", libc::ABMON_6),
    ("ABMON_7", libc::ABMON_7),
    ("ABMON_8", libc::ABMON_8),
    ("ABMON_9", libc::ABMON_9),
    ("ABMON_10", libc::ABMON_10),
    ("ABMON_11", libc::ABMON_11),
    ("ABMON_12", libc::ABMON_12),
    ("RADIXCHAR", libc::RADIXCHAR),
    ("THOUSEP", libc::THOUSEP),
    ("YESEXPR", libc::YESEXPR),
    ("NOEXPR", libc::NOEXPR),
    ("CRNCYSTR", libc::CRNCYSTR),
    ("D_FMT", libc::D_FMT),
    ("D_T_FMT", libc::D_T_FMT),
    ("T_FMT", libc::T_FMT),
    ("T_FMT_AMPM", libc::T_FMT_AMPM),
    ("AM_STR", libc::AM_STR),
    ("PM_STR", libc::PM_STR),
    ("ERA", libc::ERA),
    ("ERA_D_FMT", libc::ERA_D_FMT),
    ("ERA_D_T_FMT", libc::ERA_D_T_FMT),
    ("ERA_T_FMT", libc::ERA_T_FMT),
    ("ALT_DIGITS", libc::ALT_DIGITS),
    ("CODESET", libc::CODESET),
];
static CATEGORIES: &[(&str, i32)] = &[
    ("LC_CTYPE", libc::LC_CTYPE),
    ("LC_NUMERIC", libc::LC_NUMERIC),
    ("LC_TIME", libc::LC_TIME),
    ("LC_COLLATE", libc::LC_COLLATE),
    ("LC_MONETARY", libc::LC_MONETARY),
    ("LC_MESSAGES", libc::LC_MESSAGES),
    ("LC_ALL", libc::LC_ALL),
    ("CHAR_MAX", 127),
];

static ROWS: &[Row] = &[
    Row::function("setlocale($module, category, locale=None, /)", native(setlocale)),
    Row::function("localeconv($module, /)", native(localeconv)),
    Row::function("nl_langinfo($module, key, /)", native(nl_langinfo)),
    Row::function("getencoding($module, /)", native(getencoding)),
    Row::function("strcoll($module, os1, os2, /)", native(strcoll)),
    Row::function("strxfrm($module, string, /)", native(strxfrm)),
    Row::function("gettext($module, msg, /)", native(py_gettext)),
    Row::function("dgettext($module, domain, msg, /)", native(py_dgettext)),
    Row::function("dcgettext($module, domain, msg, category, /)", native(py_dcgettext)),
    Row::function("textdomain($module, domain, /)", native(py_textdomain)),
    Row::function("bindtextdomain($module, domain, dir, /)", native(py_bindtextdomain)),
    Row::function("bind_textdomain_codeset($module, domain, codeset, /)", native(py_bind_codeset)),
];

/// The module `_locale`.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_locale");
    m.set_doc("Support for POSIX locales.");
    m.add_rows(ROWS);
    let flags = ClassFlags::BASETYPE | ClassFlags::HAS_DICT | ClassFlags::WEAKREF;
    let error = ClassBuilder::untyped("locale.Error", BaseException::LAYOUT)
        .cell(&ERROR)
        .base(exc::EXCEPTION.get())
        .flags(flags)
        .mutable()
        .build();
    m.set("Error", error.value());
    for (name, n) in ITEMS.iter().chain(CATEGORIES) {
        m.set(name, number::int(i64::from(*n)));
    }
    Ok(m)
}
