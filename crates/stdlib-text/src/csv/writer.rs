//! `_csv.writer`.

use object::error::exc;
use object::gc::{Object, ValueExt};
use object::repr::type_name;
use object::{Gc, Id, Result, Row, Str, Value, native, none};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use super::dialect::{Dialect, Quoting};
use super::fail;

/// A CSV writer.
#[repr(C)]
pub struct Writer {
    pub head: heap::Head,
    write: Value,
    dialect: Gc<Dialect>,
}
object::object_type!(Writer);

/// A new writer.
///
/// # Errors
/// None.
pub fn make(write: Value, dialect: Gc<Dialect>) -> Result<Value> {
    Ok(Writer { head: heap::Head { map: std::ptr::null() }, write, dialect }.alloc().value())
}

/// Appends a field; `quoted` says that it is quoted in any case.
fn append(d: Gc<Dialect>, out: &mut Wtf8Buf, field: Option<Gc<Str>>, mut quoted: bool, first: bool) -> Result<()> {
    if !first {
        out.extend(CodePoint::from_u32(d.delimiter));
    }
    let mut body = Wtf8Buf::new();
    for c in field.iter().flat_map(|f| f.code_points()) {
        let special = c == d.delimiter
            || Some(c) == d.escapechar
            || Some(c) == d.quotechar
            || c == 10
            || c == 13
            || d.lineterminator.code_points().any(|x| x == c);
        if special {
            let mut escape = d.quoting == Quoting::None;
            if !escape {
                if Some(c) == d.quotechar {
                    if d.doublequote {
                        body.extend(CodePoint::from_u32(c));
                    } else {
                        escape = true;
                    }
                } else if Some(c) == d.escapechar {
                    escape = true;
                }
                if !escape {
                    quoted = true;
                }
            }
            if escape {
                match d.escapechar {
                    Some(e) => body.extend(CodePoint::from_u32(e)),
                    None => return fail("need to escape, but no escapechar set"),
                }
            }
        }
        body.extend(CodePoint::from_u32(c));
    }
    // With a blank as delimiter that readers skip, nothing would be left of an empty field.
    if field.is_none_or(|f| f.byte_len() == 0) && d.delimiter == 32 && d.skipinitialspace {
        if d.quoting == Quoting::None || (field.is_none() && matches!(d.quoting, Quoting::Strings | Quoting::NotNull)) {
            return fail("empty field must be quoted if delimiter is a space and skipinitialspace is true");
        }
        quoted = true;
    }
    let quote = d.quotechar.filter(|_| quoted);
    out.extend(quote.and_then(CodePoint::from_u32));
    out.push_wtf8(&body);
    out.extend(quote.and_then(CodePoint::from_u32));
    Ok(())
}

fn is_number(v: Value) -> bool {
    let c = object::class_of(v);
    c.dunder(Id::__index__).is_some()
        || c.dunder(Id::__int__).is_some()
        || c.dunder(Id::__float__).is_some()
        || v.is::<object::Complex>()
}

fn row_text(d: Gc<Dialect>, row: Value) -> Result<Gc<Str>> {
    let it = match object::error::catch(object::iter::get_iter(row), &exc::TYPE_ERROR)? {
        Some(it) => it,
        None => return fail(&format!("iterable expected, not {}", type_name(row))),
    };
    let mut out = Wtf8Buf::new();
    let (mut n, mut null) = (0, false);
    while let Some(v) = object::iter::next(it)? {
        let quoted = match d.quoting {
            Quoting::NonNumeric => !is_number(v),
            Quoting::All => true,
            Quoting::Strings => v.is::<Str>(),
            Quoting::NotNull => v != none(),
            _ => false,
        };
        null = v == none();
        let text = if null { None } else { Some(object::repr::str_of(v)?) };
        append(d, &mut out, text, quoted, n == 0)?;
        n += 1;
    }
    if n > 0 && out.is_empty() {
        if d.quoting == Quoting::None || (null && matches!(d.quoting, Quoting::Strings | Quoting::NotNull)) {
            return fail("single empty field record must be quoted");
        }
        append(d, &mut out, None, true, true)?;
    }
    out.push_wtf8(d.lineterminator.as_wtf8());
    Ok(Str::from_buf(out))
}

fn writerow(w: Gc<Writer>, row: Value) -> Result<Value> {
    let text = row_text(w.dialect, row)?;
    object::call::call(w.write, &[text.value()])
}
fn writerows(w: Gc<Writer>, rows: Value) -> Result<()> {
    let it = object::iter::get_iter(rows)?;
    while let Some(row) = object::iter::next(it)? {
        writerow(w, row)?;
    }
    Ok(())
}
fn dialect(w: Gc<Writer>) -> Gc<Dialect> {
    w.dialect
}

pub static ROWS: &[Row] = &[
    Row::method("writerow($self, row, /)", native(writerow)).doc(
        "writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields.  Non-string\nelements will be converted to string.",
    ),
    Row::method("writerows($self, rows, /)", native(writerows)).doc(
        "writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file.  Non-string\nelements will be converted to string.",
    ),
    Row::getter("dialect", native(dialect)),
];
