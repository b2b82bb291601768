//! `SyntaxError`: the place in the source.

use heap::Value;
use object::error::{SyntaxExc, exc};
use object::function::extend_class;
use object::gc::ValueExt;
use object::repr::{str_of, type_name};
use object::{Dict, Gc, Result, Row, Str, Tuple, native, none, number, raise_type, type_error};

use super::{fields, no_keywords};

fields! {
    SyntaxExc.msg => get_msg, set_msg;
    SyntaxExc.filename => get_filename, set_filename;
    SyntaxExc.lineno => get_lineno, set_lineno;
    SyntaxExc.offset => get_offset, set_offset;
    SyntaxExc.text => get_text, set_text;
    SyntaxExc.end_lineno => get_end_lineno, set_end_lineno;
    SyntaxExc.end_offset => get_end_offset, set_end_offset;
    SyntaxExc.print_file_and_line => get_print, set_print;
    SyntaxExc.metadata => get_metadata, set_metadata;
}

fn syntax_init(mut this: Gc<SyntaxExc>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    no_keywords(&type_name(this.value()), kwargs)?;
    this.base.args = args;
    let a = args.as_slice();
    if let Some(msg) = a.first() {
        this.msg = Some(*msg);
    }
    if a.len() != 2 {
        return Ok(());
    }
    let info = object::iter::collect(a[1])?;
    let n = info.len();
    if n < 4 {
        return raise_type!("function takes at least 4 arguments ({} given)", n);
    }
    if n > 7 {
        return raise_type!("function takes at most 7 arguments ({} given)", n);
    }
    (this.filename, this.lineno, this.offset, this.text) = (Some(info[0]), Some(info[1]), Some(info[2]), Some(info[3]));
    this.end_lineno = info.get(4).copied();
    this.end_offset = info.get(5).copied();
    this.metadata = info.get(6).copied();
    if n == 5 {
        return type_error("end_offset must be provided when end_lineno is provided");
    }
    Ok(())
}

/// The last component of a path.
fn base_name(path: Gc<Str>) -> Gc<Str> {
    match path.as_bytes().iter().rposition(|b| *b == b'/') {
        Some(i) => path.substring(path.char_index(i + 1), path.char_len()),
        None => path,
    }
}

fn syntax_str(this: Gc<SyntaxExc>) -> Result<Gc<Str>> {
    let file = this.filename.and_then(|f| f.cast::<Str>()).map(base_name);
    let line = this.lineno.filter(|l| number::is_int(*l)).and_then(number::as_i64);
    let msg = str_of(this.msg.unwrap_or_else(none))?;
    let place = match (file, line) {
        (None, None) => return Ok(msg),
        (Some(f), Some(l)) => Str::new(" (").concat(f).concat(Str::new(&format!(", line {l})"))),
        (Some(f), None) => Str::new(" (").concat(f).concat(Str::new(")")),
        (None, Some(l)) => Str::new(&format!(" (line {l})")),
    };
    Ok(msg.concat(place))
}

static ROWS: &[Row] = &[
    Row::method("__init__($self, *args, **kwargs)", native(syntax_init)),
    Row::method("__str__($self, /)", native(syntax_str)),
    Row::getset("msg", native(get_msg), native(set_msg)).doc("exception msg"),
    Row::getset("filename", native(get_filename), native(set_filename)).doc("exception filename"),
    Row::getset("lineno", native(get_lineno), native(set_lineno)).doc("exception lineno"),
    Row::getset("offset", native(get_offset), native(set_offset)).doc("exception offset"),
    Row::getset("text", native(get_text), native(set_text)).doc("exception text"),
    Row::getset("end_lineno", native(get_end_lineno), native(set_end_lineno)).doc("exception end lineno"),
    Row::getset("end_offset", native(get_end_offset), native(set_end_offset)).doc("exception end offset"),
    Row::getset("print_file_and_line", native(get_print), native(set_print)).doc("exception print_file_and_line"),
    Row::getset("_metadata", native(get_metadata), native(set_metadata)).doc("exception private metadata"),
];

pub(super) fn init() {
    extend_class(exc::SYNTAX_ERROR.get(), "", &[ROWS]);
}
