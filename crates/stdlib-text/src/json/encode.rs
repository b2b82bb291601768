//! The JSON encoder: appends everything to one buffer.

use object::gc::{Object, ValueExt};
use object::number;
use object::repr::{class_full_name, type_name};
use object::{Class, Dict, Gc, GcVec, List, NativeFn, Result, Row, Str, Tuple, Value, native, none};

/// `_json.Encoder`: the options of a `JSONEncoder`.
#[repr(C)]
pub struct Encoder {
    pub head: heap::Head,
    markers: Value,
    default: Value,
    encoder: Value,
    indent: Value,
    key_separator: Gc<Str>,
    item_separator: Gc<Str>,
    sort_keys: bool,
    skipkeys: bool,
    allow_nan: bool,
    /// The native string encoder, if `encoder` is one: escaping to ASCII or not.
    fast: Option<bool>,
}
object::object_type!(Encoder);

const HEX: &[u8; 16] = b"0123456789abcdef";

fn push_u(out: &mut Vec<u8>, u: u32) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(HEX[(u >> shift & 15) as usize]);
    }
}

/// Appends a string literal.
pub fn push_string(out: &mut Vec<u8>, s: Gc<Str>, ascii: bool) {
    let b = s.as_bytes();
    out.push(b'"');
    let plain = |c: &u8| *c >= 0x20 && *c != b'"' && *c != b'\\' && (*c < 0x7F || !ascii);
    let mut i = 0;
    while i < b.len() {
        let n = b[i..].iter().position(|c| !plain(c)).unwrap_or(b.len() - i);
        out.extend_from_slice(&b[i..i + n]);
        i += n;
        let Some(&c) = b.get(i) else { break };
        i += 1;
        match c {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            8 => out.extend_from_slice(b"\\b"),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            12 => out.extend_from_slice(b"\\f"),
            13 => out.extend_from_slice(b"\\r"),
            0..0x80 => push_u(out, u32::from(c)),
            _ => {
                let Some(cp) = s.as_wtf8()[i - 1..].code_points().next() else { break };
                i += cp.len_wtf8() - 1;
                match cp.to_u32() {
                    c @ 0..0x1_0000 => push_u(out, c),
                    c => {
                        push_u(out, 0xD800 + ((c - 0x1_0000) >> 10));
                        push_u(out, 0xDC00 + (c & 0x3FF));
                    }
                }
            }
        }
    }
    out.push(b'"');
}

/// A failed part gets a note that says where it was.
fn with_note<T>(r: Result<T>, note: impl FnOnce() -> Result<Gc<Str>>) -> Result<T> {
    if r.is_ok() {
        return r;
    }
    let e = object::error::take_pending();
    match note() {
        Ok(n) => {
            if object::call::call_method(e, object::intern("add_note"), &[n.value()]).is_err() {
                let _ = object::error::take_pending();
            }
        }
        Err(_) => {
            let _ = object::error::take_pending();
        }
    }
    Err(object::error::restore_pending(e))
}

struct Output {
    me: Gc<Encoder>,
    out: Vec<u8>,
}

impl Output {
    fn text(&mut self, s: &str) {
        self.out.extend_from_slice(s.as_bytes());
    }

    fn newline(&mut self, level: usize) {
        if let Some(i) = self.me.indent.cast::<Str>() {
            self.out.push(b'\n');
            for _ in 0..level {
                self.out.extend_from_slice(i.as_bytes());
            }
        }
    }

    fn item_separator(&mut self, level: usize) {
        let sep = self.me.item_separator;
        self.out.extend_from_slice(sep.as_bytes());
        self.newline(level);
    }

    fn string(&mut self, s: Gc<Str>) -> Result<()> {
        if let Some(ascii) = self.me.fast {
            push_string(&mut self.out, s, ascii);
            return Ok(());
        }
        let r = object::call::call(self.me.encoder, &[s.value()])?;
        match r.cast::<Str>() {
            Some(t) => {
                self.out.extend_from_slice(t.as_bytes());
                Ok(())
            }
            None => object::raise_type!("encoder() must return a string, not {}", type_name(r)),
        }
    }

    fn float_text(&self, f: f64, v: Value) -> Result<String> {
        if f.is_finite() {
            return Ok(builtins::float::text(f));
        }
        if !self.me.allow_nan {
            let r = object::repr::repr(v)?;
            return object::raise_value!("Out of range float values are not JSON compliant: {}", r);
        }
        Ok(if f.is_nan() {
            "NaN"
        } else if f > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned())
    }

    fn value(&mut self, v: Value, level: usize) -> Result<()> {
        if let Some(s) = v.cast::<Str>() {
            self.string(s)?;
        } else if v.is_small_int() {
            self.small_int(v.as_small_int());
        } else if v == none() {
            self.text("null");
        } else if let Some(b) = number::as_bool(v) {
            self.text(if b { "true" } else { "false" });
        } else if number::is_int(v) {
            let t = builtins::int::text(builtins::int::IntSelf(v))?;
            self.out.extend_from_slice(t.as_bytes());
        } else if let Some(f) = number::as_float(v) {
            let t = self.float_text(f, v)?;
            self.text(&t);
        } else if v.is::<List>() || v.is::<Tuple>() {
            object::state::check_native_stack()?;
            return self.list(v, level);
        } else if v.is::<Dict>() {
            object::state::check_native_stack()?;
            return self.dict(v, level);
        } else {
            return self.by_default(v, level);
        }
        Ok(())
    }

    fn small_int(&mut self, i: i64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut left = i.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if i < 0 {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(&digits[at..]);
    }

    /// Marks an object as being encoded; a second visit is a cycle.
    fn enter(&self, v: Value) -> Result<Option<Value>> {
        let Some(markers) = self.me.markers.cast::<Dict>() else { return Ok(None) };
        let key = number::uint(v.bits() as u64);
        if markers.get(key)?.is_some() {
            return object::value_error("Circular reference detected");
        }
        markers.set(key, v)?;
        Ok(Some(key))
    }
    fn leave(&self, key: Option<Value>) -> Result<()> {
        if let (Some(k), Some(markers)) = (key, self.me.markers.cast::<Dict>()) {
            markers.remove(k)?;
        }
        Ok(())
    }

    fn by_default(&mut self, v: Value, level: usize) -> Result<()> {
        let key = self.enter(v)?;
        let other = object::call::call(self.me.default, &[v])?;
        object::state::check_native_stack()?;
        with_note(self.value(other, level), || {
            Ok(Str::new(&format!("when serializing {} object", class_full_name(object::class_of(v)))))
        })?;
        self.leave(key)
    }

    fn list(&mut self, v: Value, level: usize) -> Result<()> {
        // A list may change while its items are encoded; other sequences are taken as they are now.
        let items = match v.cast::<List>() {
            Some(l) => l,
            None => List::new(object::iter::collect(v)?),
        };
        if items.items.is_empty() {
            self.text("[]");
            return Ok(());
        }
        let key = self.enter(v)?;
        self.out.push(b'[');
        self.newline(level + 1);
        let mut i = 0;
        while let Some(x) = items.items.get(i).copied() {
            if i > 0 {
                self.item_separator(level + 1);
            }
            with_note(self.value(x, level + 1), || {
                Ok(Str::new(&format!("when serializing {} item {i}", class_full_name(object::class_of(v)))))
            })?;
            i += 1;
        }
        self.leave(key)?;
        self.newline(level);
        self.out.push(b']');
        Ok(())
    }

    /// The text of a key; empty for one to be skipped.
    fn key_text(&self, k: Value) -> Result<Option<Gc<Str>>> {
        if let Some(s) = k.cast::<Str>() {
            return Ok(Some(s));
        }
        if let Some(f) = number::as_float(k) {
            return Ok(Some(Str::new(&self.float_text(f, k)?)));
        }
        if k == none() {
            return Ok(Some(Str::new("null")));
        }
        if let Some(b) = number::as_bool(k) {
            return Ok(Some(Str::new(if b { "true" } else { "false" })));
        }
        if number::is_int(k) {
            return builtins::int::text(builtins::int::IntSelf(k)).map(Some);
        }
        if self.me.skipkeys {
            return Ok(None);
        }
        object::raise_type!("keys must be str, int, float, bool or None, not {}", type_name(k))
    }

    /// The items of a dict that is not taken as it is: sorted, or as a subclass gives them.
    fn pairs(&self, d: Gc<Dict>) -> Result<GcVec<(Value, Value)>> {
        let items = object::call::call_method(d.value(), object::intern("items"), &[])?;
        let list = List::new(object::iter::collect(items)?);
        if self.me.sort_keys {
            object::call::call_method(list.value(), object::intern("sort"), &[])?;
        }
        let mut out = GcVec::new();
        for i in 0..list.items.len() {
            match list.items[i].cast::<Tuple>().map(|t| t.as_slice()) {
                Some([k, v]) => out.push((*k, *v)),
                _ => return object::value_error("items must return 2-tuples"),
            }
        }
        Ok(out)
    }

    fn dict(&mut self, v: Value, level: usize) -> Result<()> {
        let Some(d) = v.cast::<Dict>() else { return Ok(()) };
        if d.is_empty() {
            self.text("{}");
            return Ok(());
        }
        let key = self.enter(v)?;
        self.out.push(b'{');
        let mut first = true;
        if v.is_exact::<Dict>() && !self.me.sort_keys {
            // The dict may change while its values are encoded, so each entry is looked at in its turn.
            let mut i = 0;
            while let Some(entry) = d.entries.get(i).copied() {
                i += 1;
                if let (Some(k), Some(x)) = (entry.key, entry.value) {
                    self.pair(v, k, x, level, &mut first)?;
                }
            }
        } else {
            for (k, x) in self.pairs(d)?.iter() {
                self.pair(v, *k, *x, level, &mut first)?;
            }
        }
        self.leave(key)?;
        if !first {
            self.newline(level);
        }
        self.out.push(b'}');
        Ok(())
    }

    fn pair(&mut self, dict: Value, k: Value, x: Value, level: usize, first: &mut bool) -> Result<()> {
        let Some(kt) = self.key_text(k)? else { return Ok(()) };
        if *first {
            self.newline(level + 1);
        } else {
            self.item_separator(level + 1);
        }
        *first = false;
        self.string(kt)?;
        let sep = self.me.key_separator;
        self.out.extend_from_slice(sep.as_bytes());
        with_note(self.value(x, level + 1), || {
            let r = object::repr::repr(k)?;
            Ok(Str::new(&format!("when serializing {} item {}", class_full_name(object::class_of(dict)), r)))
        })
    }
}

/// Which native string encoder a callable is.
fn fast_kind(f: Value) -> Option<bool> {
    let f = f.cast::<NativeFn>()?;
    match f.row.sig.split('(').next()? {
        "encode_basestring_ascii" => Some(true),
        "encode_basestring" => Some(false),
        _ => None,
    }
}

#[allow(clippy::too_many_arguments)]
fn new(
    class: Gc<Class>,
    markers: Value,
    default: Value,
    encoder: Value,
    indent: Value,
    key_separator: Gc<Str>,
    item_separator: Gc<Str>,
    sort_keys: bool,
    skipkeys: bool,
    allow_nan: bool,
) -> Result<Value> {
    if markers != none() && !markers.is::<Dict>() {
        return object::raise_type!("make_encoder() argument 1 must be dict or None, not {}", type_name(markers));
    }
    let head = heap::Head { map: std::ptr::null() };
    let fast = fast_kind(encoder);
    let e = Encoder {
        head,
        markers,
        default,
        encoder,
        indent,
        key_separator,
        item_separator,
        sort_keys,
        skipkeys,
        allow_nan,
        fast,
    };
    Ok(e.alloc_in(class).value())
}
fn call(me: Gc<Encoder>, obj: Value, current_indent_level: isize) -> Result<Value> {
    let mut o = Output { me, out: Vec::new() };
    o.value(obj, current_indent_level.max(0) as usize)?;
    // SAFETY: WTF-8 pieces and ASCII.
    let text = unsafe { Str::from_bytes_unchecked(&o.out) };
    Ok(object::seq::tuple(&[text.value()]))
}

fn get_markers(me: Gc<Encoder>) -> Value {
    me.markers
}
fn get_default(me: Gc<Encoder>) -> Value {
    me.default
}
fn get_encoder(me: Gc<Encoder>) -> Value {
    me.encoder
}
fn get_indent(me: Gc<Encoder>) -> Value {
    me.indent
}
fn get_key_separator(me: Gc<Encoder>) -> Gc<Str> {
    me.key_separator
}
fn get_item_separator(me: Gc<Encoder>) -> Gc<Str> {
    me.item_separator
}
fn get_sort_keys(me: Gc<Encoder>) -> bool {
    me.sort_keys
}
fn get_skipkeys(me: Gc<Encoder>) -> bool {
    me.skipkeys
}

pub static ROWS: &[Row] = &[
    Row::new(
        "__new__($type, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
        native(new),
    ),
    Row::method("__call__($self, /, obj, _current_indent_level)", native(call)),
    Row::getter("markers", native(get_markers)),
    Row::getter("default", native(get_default)),
    Row::getter("encoder", native(get_encoder)),
    Row::getter("indent", native(get_indent)),
    Row::getter("key_separator", native(get_key_separator)),
    Row::getter("item_separator", native(get_item_separator)),
    Row::getter("sort_keys", native(get_sort_keys)),
    Row::getter("skipkeys", native(get_skipkeys)),
];
