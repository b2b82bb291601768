//! The `%` operator of str, bytes and bytearray.

use object::error::exc;
use object::gc::ValueExt;
use object::number::{self, IntRef};
use object::repr::type_name;
use object::{ByteArray, Bytes, Gc, Id, Result, Row, Str, Tuple, Value, native, not_implemented};
use rustpython_common::cformat::{
    CConversionFlags, CFloatType, CFormatPrecision, CFormatQuantity, CFormatSpec, CFormatType, CNumberType,
};

/// The format being expanded: text or bytes.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Text,
    Bytes,
}

/// The arguments, taken one after the other or by key.
struct Args {
    values: Value,
    tuple: Option<Gc<Tuple>>,
    next: usize,
    mapping: bool,
}

impl Args {
    fn new(v: Value, target: Target) -> Args {
        let tuple = v.cast::<Tuple>();
        let text_like = v.is::<Str>() || (target == Target::Bytes && (v.is::<Bytes>() || v.is::<ByteArray>()));
        let mapping = tuple.is_none() && !text_like && object::class_of(v).dunder(Id::__getitem__).is_some();
        Args { values: v, tuple, next: 0, mapping }
    }

    fn take(&mut self) -> Result<Value> {
        let found = match self.tuple {
            Some(t) => t.as_slice().get(self.next).copied(),
            None => (self.next == 0).then_some(self.values),
        };
        self.next += 1;
        match found {
            Some(v) => Ok(v),
            None => object::type_error("not enough arguments for format string"),
        }
    }

    fn left_over(&self) -> bool {
        match self.tuple {
            Some(t) => self.next < t.as_slice().len(),
            None => self.next == 0 && !self.mapping,
        }
    }
}

/// One conversion specification.
struct Spec {
    flags: CConversionFlags,
    width: Option<usize>,
    precision: Option<usize>,
    conversion: u32,
    /// Byte offset of the conversion character.
    at: usize,
}

struct Expander<'a> {
    fmt: &'a [u8],
    pos: usize,
    target: Target,
    args: Args,
    /// The value looked up by key for the conversion at hand.
    current: Option<Value>,
    /// A key was seen: from then on there are no arguments but the values looked up.
    keyed: bool,
    out: Vec<u8>,
}

fn incomplete<T>() -> Result<T> {
    object::value_error("incomplete format")
}

impl Expander<'_> {
    fn peek(&self) -> Result<u8> {
        match self.fmt.get(self.pos) {
            Some(b) => Ok(*b),
            None => incomplete(),
        }
    }

    fn run(&mut self) -> Result<()> {
        while let Some(p) = memchr::memchr(b'%', &self.fmt[self.pos..]) {
            let at = self.pos + p;
            self.out.extend_from_slice(&self.fmt[self.pos..at]);
            self.pos = at + 1;
            self.conversion()?;
        }
        self.out.extend_from_slice(&self.fmt[self.pos..]);
        if self.args.left_over() {
            let what = if self.target == Target::Text { "string" } else { "bytes" };
            return object::raise_type!("not all arguments converted during {what} formatting");
        }
        Ok(())
    }

    /// `(key)`: the looked-up value becomes the only argument.
    fn key(&mut self) -> Result<()> {
        if !self.args.mapping {
            return object::type_error("format requires a mapping");
        }
        self.pos += 1;
        let (start, mut depth) = (self.pos, 1);
        while depth > 0 {
            match self.fmt.get(self.pos) {
                None => return object::value_error("incomplete format key"),
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                _ => {}
            }
            self.pos += 1;
        }
        let name = &self.fmt[start..self.pos - 1];
        let key = match self.target {
            // SAFETY: a piece of WTF-8 between ASCII parentheses.
            Target::Text => unsafe { Str::from_bytes_unchecked(name) }.value(),
            Target::Bytes => Bytes::new(name).value(),
        };
        let mapping = self.args.values;
        let v = object::ops::getitem(mapping, key)?;
        self.current = Some(v);
        self.keyed = true;
        Ok(())
    }

    fn take(&mut self) -> Result<Value> {
        match self.current.take() {
            Some(v) => Ok(v),
            None if self.keyed => object::type_error("not enough arguments for format string"),
            None => self.args.take(),
        }
    }

    /// A width or precision: digits or `*`.
    fn quantity(&mut self, what: &str) -> Result<Option<i64>> {
        if self.peek()? == b'*' {
            self.pos += 1;
            let v = self.take()?;
            let Some(i) = number::int_ref(v) else { return object::type_error("* wants int") };
            let i = match i {
                IntRef::Small(i) => Some(i),
                IntRef::Big(b) => num_traits::ToPrimitive::to_i64(b),
            };
            return match i {
                Some(i) if what == "width" || i32::try_from(i).is_ok() => Ok(Some(i)),
                _ if what == "width" => object::overflow_error("Python int too large to convert to C ssize_t"),
                _ => object::overflow_error("Python int too large to convert to C int"),
            };
        }
        let start = self.pos;
        let mut n: i64 = 0;
        while let Some(d) = self.fmt.get(self.pos).filter(|b| b.is_ascii_digit()) {
            n = match n.checked_mul(10).and_then(|n| n.checked_add(i64::from(d - b'0'))) {
                Some(n) if what == "width" || n <= i64::from(i32::MAX) => n,
                _ => return object::raise_value!("{} too big", if what == "width" { "width" } else { "precision" }),
            };
            self.pos += 1;
        }
        Ok((self.pos > start).then_some(n))
    }

    fn spec(&mut self) -> Result<Spec> {
        let mut flags = CConversionFlags::empty();
        loop {
            flags |= match self.peek()? {
                b'-' => CConversionFlags::LEFT_ADJUST,
                b'+' => CConversionFlags::SIGN_CHAR,
                b' ' => CConversionFlags::BLANK_SIGN,
                b'#' => CConversionFlags::ALTERNATE_FORM,
                b'0' => CConversionFlags::ZERO_PAD,
                _ => break,
            };
            self.pos += 1;
        }
        let mut width = self.quantity("width")?;
        if let Some(w) = width.filter(|w| *w < 0) {
            flags |= CConversionFlags::LEFT_ADJUST;
            width = Some(w.saturating_neg());
        }
        let mut precision = None;
        if self.peek()? == b'.' {
            self.pos += 1;
            precision = Some(self.quantity("precision")?.unwrap_or(0).max(0) as usize);
        }
        if matches!(self.peek()?, b'h' | b'l' | b'L') {
            self.pos += 1;
        }
        let at = self.pos;
        let conversion = match self.target {
            Target::Bytes => u32::from(self.peek()?),
            Target::Text => {
                // SAFETY: the position is on a code point boundary of WTF-8.
                unsafe { object::strs::wtf8_unchecked(&self.fmt[at..]) }.code_points().next().map_or(0, |c| c.to_u32())
            }
        };
        self.peek()?;
        self.pos += match self.fmt[at] {
            0..0x80 => 1,
            _ if self.target == Target::Bytes => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
        Ok(Spec { flags, width: width.map(|w| w as usize), precision, conversion, at })
    }

    fn conversion(&mut self) -> Result<()> {
        // The commonest forms need no specification; a percent sign cannot have one.
        match self.fmt.get(self.pos) {
            Some(b's') if self.target == Target::Text => {
                self.pos += 1;
                let v = self.take()?;
                self.out.extend_from_slice(object::repr::str_of(v)?.as_bytes());
                return Ok(());
            }
            Some(b'%') => {
                self.pos += 1;
                self.out.push(b'%');
                return Ok(());
            }
            _ => {}
        }
        if self.peek()? == b'(' {
            self.key()?;
        }
        let spec = self.spec()?;
        let c = spec.conversion;
        let v = self.take()?;
        match u8::try_from(c).unwrap_or(0) {
            b'd' | b'i' | b'u' => self.integer(&spec, CNumberType::DecimalD, v),
            b'o' => self.integer(&spec, CNumberType::Octal, v),
            b'x' => self.integer(&spec, CNumberType::HexLower, v),
            b'X' => self.integer(&spec, CNumberType::HexUpper, v),
            b'e' => self.float(&spec, CFloatType::ExponentLower, v),
            b'E' => self.float(&spec, CFloatType::ExponentUpper, v),
            b'f' => self.float(&spec, CFloatType::PointDecimalLower, v),
            b'F' => self.float(&spec, CFloatType::PointDecimalUpper, v),
            b'g' => self.float(&spec, CFloatType::GeneralLower, v),
            b'G' => self.float(&spec, CFloatType::GeneralUpper, v),
            b'c' => self.character(&spec, v),
            b's' | b'r' | b'a' | b'b' if self.target == Target::Bytes || c != u32::from(b'b') => self.object(&spec, v),
            _ => self.unsupported(&spec),
        }
    }

    fn unsupported(&self, spec: &Spec) -> Result<()> {
        let index = match self.target {
            Target::Bytes => spec.at,
            Target::Text => object::strs::count_code_points(&self.fmt[..spec.at]),
        };
        let shown = match (self.target, char::from_u32(spec.conversion)) {
            (_, Some(c @ ' '..'\x7f')) => c,
            _ => '?',
        };
        object::raise_value!("unsupported format character '{}' ({:#x}) at index {}", shown, spec.conversion, index)
    }

    /// Appends padded text; `chars` is its length as Python counts it.
    fn padded(&mut self, spec: &Spec, text: &[u8], chars: usize) -> Result<()> {
        let gap = spec.width.unwrap_or(0).saturating_sub(chars);
        if gap > 1 << 40 {
            return object::memory_error();
        }
        let left = spec.flags.contains(CConversionFlags::LEFT_ADJUST);
        if !left {
            self.out.resize(self.out.len() + gap, b' ');
        }
        self.out.extend_from_slice(text);
        if left {
            self.out.resize(self.out.len() + gap, b' ');
        }
        Ok(())
    }

    fn object(&mut self, spec: &Spec, v: Value) -> Result<()> {
        let c = spec.conversion as u8;
        if self.target == Target::Bytes && matches!(c, b's' | b'b') {
            let bytes = crate::bytes::for_percent(v)?;
            let n = spec.precision.map_or(bytes.len(), |p| p.min(bytes.len()));
            return self.padded(spec, &bytes[..n], n);
        }
        let s = match c {
            b's' => object::repr::str_of(v)?,
            b'r' if self.target == Target::Text => object::repr::repr(v)?,
            _ => crate::text_format::ascii(v)?,
        };
        let s = match spec.precision {
            Some(p) if p < s.char_len() => s.substring(0, p),
            _ => s,
        };
        self.padded(spec, s.as_bytes(), s.char_len())
    }

    fn character(&mut self, spec: &Spec, v: Value) -> Result<()> {
        if self.target == Target::Bytes {
            let b = byte_of(v)?;
            return self.padded(spec, &[b], 1);
        }
        if let Some(s) = v.cast::<Str>() {
            if s.char_len() != 1 {
                return object::raise_type!(
                    "%c requires an int or a unicode character, not a string of length {}",
                    s.char_len()
                );
            }
            return self.padded(spec, s.as_bytes(), 1);
        }
        if !number::is_int(v) && object::class_of(v).dunder(Id::__index__).is_none() {
            let got = object::repr::class_full_name(object::class_of(v));
            return object::raise_type!("%c requires an int or a unicode character, not {}", got);
        }
        let i = number::as_i64(object::ops::index(v)?);
        match i {
            Some(i @ 0..0x11_0000) => {
                let s = Str::from_char(i as u32);
                self.padded(spec, s.as_bytes(), 1)
            }
            _ => crate::format::char_range(),
        }
    }

    fn full_spec(spec: &Spec, format_type: CFormatType) -> CFormatSpec {
        CFormatSpec {
            flags: spec.flags,
            min_field_width: spec.width.map(CFormatQuantity::Amount),
            precision: spec.precision.map(|p| CFormatPrecision::Quantity(CFormatQuantity::Amount(p))),
            format_type,
        }
    }

    fn integer(&mut self, spec: &Spec, kind: CNumberType, v: Value) -> Result<()> {
        let c = char::from(spec.conversion as u8);
        let hexlike = !matches!(kind, CNumberType::DecimalD);
        let i = if number::is_int(v) {
            v
        } else {
            let class = object::class_of(v);
            let converted = if hexlike {
                if class.dunder(Id::__index__).is_some() { Some(object::ops::index(v)?) } else { None }
            } else if class.dunder(Id::__int__).is_some() || class.dunder(Id::__index__).is_some() {
                Some(crate::int::from_object(v)?)
            } else {
                None
            };
            match converted {
                Some(i) => i,
                None if hexlike => {
                    return object::raise_type!("%{} format: an integer is required, not {}", c, type_name(v));
                }
                None => return object::raise_type!("%{} format: a real number is required, not {}", c, type_name(v)),
            }
        };
        let plain = spec.flags.is_empty() && spec.width.is_none() && spec.precision.is_none() && !hexlike;
        if let (true, Some(IntRef::Small(n))) = (plain, number::int_ref(i)) {
            use std::io::Write;
            let _ = write!(self.out, "{n}");
            return Ok(());
        }
        let big = number::int_ref(i).map_or_else(|| object::BigInt::from(0), |r| r.to_big());
        if !hexlike && big.bits() > 2000 {
            number::int_to_text(&big)?;
        }
        if spec.precision.is_some_and(|p| p > 1 << 30) || spec.width.is_some_and(|w| w > 1 << 40) {
            return object::memory_error();
        }
        let text = Self::full_spec(spec, CFormatType::Number(kind)).format_number(&big);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn float(&mut self, spec: &Spec, kind: CFloatType, v: Value) -> Result<()> {
        let f = match (self.target, object::ops::to_f64(v)) {
            (_, Ok(f)) => f,
            (Target::Bytes, Err(_)) if object::error::pending_is(&exc::TYPE_ERROR) => {
                let _ = object::error::take_pending();
                return object::raise_type!("float argument required, not {}", type_name(v));
            }
            (_, Err(e)) => return Err(e),
        };
        if spec.width.is_some_and(|w| w > 1 << 40) {
            return object::memory_error();
        }
        let text = Self::full_spec(spec, CFormatType::Float(kind)).format_float(f);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// The byte that `%c` of bytes stands for.
fn byte_of(v: Value) -> Result<u8> {
    let one = |b: &[u8]| (b.len() == 1).then(|| b[0]);
    let len = |n: usize, what: &str| {
        object::raise_type!("%c requires an integer in range(256) or a single byte, not a {what} object of length {n}")
    };
    if let Some(b) = v.cast::<Bytes>() {
        return one(b.as_slice()).map_or_else(|| len(b.as_slice().len(), "bytes"), Ok);
    }
    if let Some(b) = v.cast::<ByteArray>() {
        return one(&b.data).map_or_else(|| len(b.data.len(), "bytearray"), Ok);
    }
    if !number::is_int(v) && object::class_of(v).dunder(Id::__index__).is_none() {
        let got = object::repr::class_full_name(object::class_of(v));
        return object::raise_type!("%c requires an integer in range(256) or a single byte, not {}", got);
    }
    match number::as_i64(object::ops::index(v)?).and_then(|i| u8::try_from(i).ok()) {
        Some(b) => Ok(b),
        None => object::raise_exc!(OVERFLOW_ERROR, "%c arg not in range(256)"),
    }
}

fn expand(fmt: &[u8], values: Value, target: Target) -> Result<Vec<u8>> {
    let mut e = Expander {
        fmt,
        pos: 0,
        target,
        args: Args::new(values, target),
        current: None,
        keyed: false,
        out: Vec::with_capacity(fmt.len() + 16),
    };
    e.run()?;
    Ok(e.out)
}

/// `fmt % values` for text.
///
/// # Errors
/// What formatting raises.
pub fn format_text(fmt: Gc<Str>, values: Value) -> Result<Gc<Str>> {
    let out = expand(fmt.as_bytes(), values, Target::Text)?;
    // SAFETY: pieces of WTF-8 cut at code point boundaries, and ASCII.
    Ok(unsafe { Str::from_bytes_unchecked(&out) })
}

/// `fmt % values` for bytes.
///
/// # Errors
/// What formatting raises.
pub fn format_bytes(fmt: &[u8], values: Value) -> Result<Vec<u8>> {
    expand(fmt, values, Target::Bytes)
}

fn modulo(s: Gc<Str>, values: Value) -> Result<Gc<Str>> {
    if memchr::memchr(b'%', s.as_bytes()).is_none() && values.cast::<Tuple>().is_some_and(|t| t.as_slice().is_empty()) {
        // Nothing to expand: the very same object, also if it is of a subclass.
        return Ok(s);
    }
    format_text(s, values)
}
fn rmodulo(s: Gc<Str>, other: Value) -> Result<Value> {
    match other.cast::<Str>() {
        Some(f) => Ok(format_text(f, s.value())?.value()),
        None => Ok(not_implemented()),
    }
}

pub static STR_ROWS: &[Row] = &[
    Row::method("__mod__($self, value, /)", native(modulo)),
    Row::method("__rmod__($self, value, /)", native(rmodulo)),
];
