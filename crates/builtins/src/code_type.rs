//! `code` objects as Python sees them. Their tables are decoded in `code_tables`.

use std::sync::Arc;

use front::Name;
use front::code::{CodeData, kinds};
use front::wtf8::Wtf8Buf;
use heap::{GcVec, Value};
use object::code::Code;
use object::error::{exc, system_error};
use object::function::extend_class;
use object::gc::ValueExt;
use object::plain::const_of;
use object::repr::{id, type_name};
use object::{
    Bytes, Class, Dict, Gc, Int, Object, Result, Row, Set, Slice, Str, Tuple, index_error, native, not_implemented,
    number, ops, raise_type, value_error,
};

use super::code_tables;

macro_rules! number_getters {
    ($($f:ident => $field:ident;)*) => { $(fn $f(this: Gc<Code>) -> i64 { i64::from(this.$field) })* };
}
number_getters! { argcount => argcount; posonlyargcount => posonlyargcount; kwonlyargcount => kwonlyargcount; nlocals => n_locals; stacksize => stack_size; flags => flags; }

/// An attribute that is made once: kept in the code object's dict of extras.
fn cached(mut this: Gc<Code>, key: &str, make: impl FnOnce() -> Value) -> Value {
    let extras = match this.extra.and_then(|e| e.cast::<Dict>()) {
        Some(d) => d,
        None => {
            let d = Dict::new();
            this.extra = Some(d.value());
            d
        }
    };
    if let Some(v) = extras.get_text(key) {
        return v;
    }
    let v = make();
    extras.set_text(key, v);
    v
}

fn names_tuple(names: &[Gc<Str>]) -> Value {
    Tuple::build(names.len(), |i| names[i].value()).value()
}

/// The names of the local slots that have one of these kinds.
fn names_of_kind(this: Gc<Code>, kind: u8) -> GcVec<Gc<Str>> {
    let pairs = this.local_names.iter().zip(this.data.localspluskinds.iter());
    pairs.filter(|(_, k)| **k & kind != 0).map(|(n, _)| *n).collect()
}

fn consts(this: Gc<Code>) -> Value {
    cached(this, "co_consts", || Tuple::from_slice(&this.consts).value())
}

fn names(this: Gc<Code>) -> Value {
    cached(this, "co_names", || names_tuple(&this.names))
}

fn varnames(this: Gc<Code>) -> Value {
    cached(this, "co_varnames", || names_tuple(&names_of_kind(this, kinds::LOCAL)))
}

fn cellvars(this: Gc<Code>) -> Value {
    cached(this, "co_cellvars", || names_tuple(&names_of_kind(this, kinds::CELL)))
}

fn freevars(this: Gc<Code>) -> Value {
    cached(this, "co_freevars", || names_tuple(&names_of_kind(this, kinds::FREE)))
}

/// `co_code`, made once: tracers read it at every event.
fn code_bytes(mut this: Gc<Code>) -> Value {
    if let Some(v) = this.co_code {
        return v;
    }
    let v = Bytes::new(&this.data.code).value();
    this.co_code = Some(v);
    v
}

fn filename(this: Gc<Code>) -> Gc<Str> {
    this.filename
}

fn name(this: Gc<Code>) -> Gc<Str> {
    this.name
}

fn qualname(this: Gc<Code>) -> Gc<Str> {
    this.qualname
}

fn firstlineno(this: Gc<Code>) -> i64 {
    i64::from(this.data.firstlineno)
}

fn linetable(this: Gc<Code>) -> Value {
    cached(this, "co_linetable", || Bytes::new(&this.data.linetable).value())
}

fn exceptiontable(this: Gc<Code>) -> Value {
    cached(this, "co_exceptiontable", || Bytes::new(&this.data.exceptiontable).value())
}

fn lnotab(this: Gc<Code>) -> Result<Value> {
    object::hooks::warn(&exc::DEPRECATION_WARNING, "co_lnotab is deprecated, use co_lines instead.", 1)?;
    Ok(Bytes::new(&code_tables::lnotab(this.data.tables())).value())
}

fn varname_from_oparg(this: Gc<Code>, oparg: i64) -> Result<Gc<Str>> {
    match usize::try_from(oparg).ok().and_then(|i| this.local_names.get(i)) {
        Some(n) => Ok(*n),
        None => index_error("tuple index out of range"),
    }
}

fn code_repr(this: Gc<Code>) -> Gc<Str> {
    let head =
        Str::new("<code object ").concat(this.name).concat(Str::new(&format!(" at {:#x}, file \"", id(this.value()))));
    let line = this.data.firstlineno;
    head.concat(this.filename).concat(Str::new(&format!("\", line {}>", if line == 0 { -1 } else { line })))
}

fn code_sizeof(this: Gc<Code>) -> usize {
    size_of::<Code>() + this.data.code.len() + 8 * (this.consts.len() + this.names.len() + this.local_names.len())
}

fn code_hash(this: Gc<Code>) -> i64 {
    let mut h = this.name.hash();
    let parts = [
        u64::from(this.argcount),
        u64::from(this.posonlyargcount),
        u64::from(this.kwonlyargcount),
        u64::from(this.flags),
        this.data.firstlineno as u64,
    ];
    for p in parts.into_iter().chain(this.data.code.chunks(8).map(|c| c.iter().fold(0, |a, b| a << 8 | u64::from(*b))))
    {
        h = (h.rotate_left(7) ^ p as i64).wrapping_mul(1_000_003);
    }
    if h == -1 { -2 } else { h }
}

/// Are two constants interchangeable: the same type, and equal to the bit (`_PyCode_ConstantKey`)?
fn same_constant(a: Value, b: Value) -> Result<bool> {
    if a == b {
        return Ok(true);
    }
    if object::class_of(a) != object::class_of(b) {
        return Ok(false);
    }
    if let (Some(x), Some(y)) = (number::as_float(a), number::as_float(b)) {
        return Ok(x.to_bits() == y.to_bits());
    }
    if let (Some(x), Some(y)) = (a.cast::<object::Complex>(), b.cast::<object::Complex>()) {
        return Ok(x.re.to_bits() == y.re.to_bits() && x.im.to_bits() == y.im.to_bits());
    }
    if let (Some(x), Some(y)) = (a.cast::<Tuple>(), b.cast::<Tuple>()) {
        return same_constants(x.as_slice(), y.as_slice());
    }
    if let (Some(x), Some(y)) = (a.cast::<Slice>(), b.cast::<Slice>()) {
        return same_constants(&[x.start, x.stop, x.step], &[y.start, y.stop, y.step]);
    }
    if let (Some(x), Some(y)) = (a.cast::<Code>(), b.cast::<Code>()) {
        return same_code(x, y);
    }
    if a.is::<Int>() || a.is::<Str>() || a.is::<Bytes>() || a.is::<Set>() {
        return ops::eq(a, b);
    }
    Ok(false)
}

fn same_constants(a: &[Value], b: &[Value]) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (x, y) in a.iter().zip(b) {
        if !same_constant(*x, *y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_code(a: Gc<Code>, b: Gc<Code>) -> Result<bool> {
    if a == b {
        return Ok(true);
    }
    let numbers = |c: Gc<Code>| (c.argcount, c.posonlyargcount, c.kwonlyargcount, c.flags, c.data.firstlineno);
    let names = |a: &[Gc<Str>], b: &[Gc<Str>]| a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same_text(*y));
    let same = numbers(a) == numbers(b)
        && a.name.same_text(b.name)
        && *a.data.code == *b.data.code
        && names(&a.names, &b.names)
        && names(&a.local_names, &b.local_names)
        && *a.data.linetable == *b.data.linetable
        && *a.data.exceptiontable == *b.data.exceptiontable;
    Ok(same && same_constants(&a.consts, &b.consts)?)
}

fn code_eq(this: Gc<Code>, other: Value) -> Result<Value> {
    match other.cast::<Code>() {
        Some(o) => Ok(object::bool_value(same_code(this, o)?)),
        None => Ok(not_implemented()),
    }
}

fn code_ne(this: Gc<Code>, other: Value) -> Result<Value> {
    match other.cast::<Code>() {
        Some(o) => Ok(object::bool_value(!same_code(this, o)?)),
        None => Ok(not_implemented()),
    }
}

/// What `code(...)` and `replace()` are given, as values in the order of the constructor's parameters.
struct Parts([Value; 18]);

/// The constructor's parameters as `replace()` names them.
const PARTS: [&str; 18] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
    "co_freevars",
    "co_cellvars",
];

impl Parts {
    fn of(c: Gc<Code>) -> Parts {
        let n = |i: i64| number::int(i);
        Parts([
            n(argcount(c)),
            n(posonlyargcount(c)),
            n(kwonlyargcount(c)),
            n(nlocals(c)),
            n(stacksize(c)),
            n(flags(c)),
            code_bytes(c),
            consts(c),
            names(c),
            varnames(c),
            c.filename.value(),
            c.name.value(),
            c.qualname.value(),
            n(firstlineno(c)),
            linetable(c),
            exceptiontable(c),
            freevars(c),
            cellvars(c),
        ])
    }

    fn number(&self, i: usize) -> Result<i32> {
        let n = ops::to_i64(self.0[i])?;
        if n < 0 && i != 13 {
            return object::raise_value!("{} must be a positive integer", PARTS[i]);
        }
        match i32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) => object::overflow_error("Python int too large to convert to C int"),
        }
    }

    fn typed<T: Object>(&self, i: usize, what: &str, function: &str) -> Result<Gc<T>> {
        match self.0[i].cast::<T>() {
            Some(v) => Ok(v),
            None if function == "replace" => {
                raise_type!("replace() argument '{}' must be {}, not {}", PARTS[i], what, type_name(self.0[i]))
            }
            None => raise_type!("code() argument {} must be {}, not {}", i + 1, what, type_name(self.0[i])),
        }
    }

    fn names(&self, i: usize, function: &str) -> Result<Vec<Name>> {
        let t = self.typed::<Tuple>(i, "tuple", function)?;
        let mut out = Vec::new();
        for v in t.as_slice() {
            let Some(s) = v.cast::<Str>() else { return system_error("non-string found in code slot") };
            out.push(name_of(s));
        }
        Ok(out)
    }

    fn build(&self, function: &str) -> Result<Gc<Code>> {
        let code = self.typed::<Bytes>(6, "bytes", function)?;
        let consts = self.typed::<Tuple>(7, "tuple", function)?;
        let (argcount, posonly, kwonly) = (self.number(0)?, self.number(1)?, self.number(2)?);
        let (nlocals, stacksize, flags) = (self.number(3)?, self.number(4)?, self.number(5)?);
        let names = self.names(8, function)?;
        let varnames = self.names(9, function)?;
        let filename = self.typed::<Str>(10, "str", function)?;
        let name = self.typed::<Str>(11, "str", function)?;
        let qualname = self.typed::<Str>(12, "str", function)?;
        let firstlineno = self.number(13)?;
        let linetable = self.typed::<Bytes>(14, "bytes", function)?;
        let exceptiontable = self.typed::<Bytes>(15, "bytes", function)?;
        let freevars = self.names(16, function)?;
        let cellvars = self.names(17, function)?;
        if argcount < posonly {
            return system_error("bad argument to internal function");
        }
        if code.as_slice().len() % 2 != 0 {
            return value_error("code: co_code is malformed");
        }
        let args = Arguments { argcount, posonly, kwonly, flags: flags as u32 };
        if args.total() > varnames.len() {
            return value_error("code: co_varnames is too small");
        }
        if nlocals as usize != varnames.len() {
            return value_error("code: co_nlocals != len(co_varnames)");
        }
        let (localsplusnames, localspluskinds) = args.local_slots(varnames, cellvars, freevars);
        let constants: Option<Vec<_>> = consts.as_slice().iter().map(|v| const_of(*v)).collect();
        let data = CodeData {
            argcount: argcount as u32,
            posonlyargcount: posonly as u32,
            kwonlyargcount: kwonly as u32,
            stacksize: stacksize as u32,
            flags: flags as u32,
            code: code.as_slice().into(),
            consts: constants.unwrap_or_default().into(),
            names: names.into(),
            localsplusnames: localsplusnames.into(),
            localspluskinds: localspluskinds.into(),
            filename: name_of(filename),
            name: name_of(name),
            qualname: name_of(qualname),
            firstlineno,
            linetable: linetable.as_slice().into(),
            exceptiontable: exceptiontable.as_slice().into(),
        };
        let mut c = Code::new(Arc::new(data));
        c.consts = GcVec::from(consts.as_slice());
        Ok(c)
    }
}

fn name_of(s: Gc<Str>) -> Name {
    let text: Wtf8Buf = s.as_wtf8().to_owned();
    Arc::new(text)
}

/// The argument counts of a code object in the making.
struct Arguments {
    argcount: i32,
    posonly: i32,
    kwonly: i32,
    flags: u32,
}

impl Arguments {
    fn total(&self) -> usize {
        let var = |bit: u32| usize::from(self.flags & bit != 0);
        (self.argcount + self.kwonly) as usize + var(front::code::flags::VARARGS) + var(front::code::flags::VARKEYWORDS)
    }

    /// The kind bits that say how local variable `i` is filled by a call.
    fn argument_kind(&self, i: usize) -> u8 {
        let (pos, posonly, kwonly) = (self.argcount as usize, self.posonly as usize, self.kwonly as usize);
        let varargs = usize::from(self.flags & front::code::flags::VARARGS != 0);
        if i < posonly {
            kinds::ARG_POS
        } else if i < pos {
            kinds::ARG_POS | kinds::ARG_KW
        } else if i < pos + kwonly {
            kinds::ARG_KW
        } else if varargs == 1 && i == pos + kwonly {
            kinds::ARG_VAR | kinds::ARG_POS
        } else if i < self.total() {
            kinds::ARG_VAR | kinds::ARG_KW
        } else {
            0
        }
    }

    /// Names and kinds of all local slots: variables, then cells that are no variables, then free variables.
    fn local_slots(&self, varnames: Vec<Name>, cellvars: Vec<Name>, freevars: Vec<Name>) -> (Vec<Name>, Vec<u8>) {
        let mut kinds_out = Vec::new();
        for (i, n) in varnames.iter().enumerate() {
            let cell = if cellvars.contains(n) { kinds::CELL } else { 0 };
            kinds_out.push(kinds::LOCAL | cell | self.argument_kind(i));
        }
        let mut names = varnames;
        for n in cellvars {
            if !names.contains(&n) {
                names.push(n);
                kinds_out.push(kinds::CELL);
            }
        }
        for n in freevars {
            names.push(n);
            kinds_out.push(kinds::FREE);
        }
        (names, kinds_out)
    }
}

fn code_new(_class: Gc<Class>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<Gc<Code>> {
    if !kwargs.is_empty() {
        return object::type_error("code() takes no keyword arguments");
    }
    let given = args.as_slice();
    if given.len() < 16 {
        return raise_type!("code expected at least 16 arguments, got {}", given.len());
    }
    if given.len() > 18 {
        return raise_type!("code expected at most 18 arguments, got {}", given.len());
    }
    let mut parts = [Tuple::empty().value(); 18];
    parts[..given.len()].copy_from_slice(given);
    Parts(parts).build("code")
}

fn code_replace(this: Gc<Code>, changes: Gc<Dict>) -> Result<Gc<Code>> {
    let mut parts = Parts::of(this);
    for (k, v) in changes.to_vec().iter() {
        let key = k.cast::<Str>().map(|s| s.to_string_lossy()).unwrap_or_default();
        match PARTS.iter().position(|p| *p == key) {
            Some(i) => parts.0[i] = *v,
            None => return raise_type!("replace() got an unexpected keyword argument '{}'", key),
        }
    }
    if changes.get_text("co_varnames").is_some() && changes.get_text("co_nlocals").is_none() {
        // The number of local variables follows their names unless both are given.
        parts.0[3] = parts.0[9].cast::<Tuple>().map_or(parts.0[3], |t| number::int(t.as_slice().len() as i64));
    }
    parts.build("replace")
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, *args, **kwargs)", native(code_new)),
    Row::method("__repr__($self, /)", native(code_repr)),
    Row::method("__hash__($self, /)", native(code_hash)),
    Row::method("__eq__($self, value, /)", native(code_eq)),
    Row::method("__ne__($self, value, /)", native(code_ne)),
    Row::method("__sizeof__($self, /)", native(code_sizeof)),
    Row::method("replace($self, /, **changes)", native(code_replace))
        .doc("Return a copy of the code object with new values for the specified fields."),
    Row::method("__replace__($self, /, **changes)", native(code_replace)).doc("The same as replace()."),
    Row::method("_varname_from_oparg($self, oparg)", native(varname_from_oparg))
        .doc("(internal-only) Return the local variable name for the given oparg."),
    Row::method("co_lines($self, /)", native(code_tables::co_lines)),
    Row::method("co_branches($self, /)", native(code_tables::co_branches)),
    Row::method("co_positions($self, /)", native(code_tables::co_positions)),
    Row::member("co_argcount", native(argcount)),
    Row::member("co_posonlyargcount", native(posonlyargcount)),
    Row::member("co_kwonlyargcount", native(kwonlyargcount)),
    Row::getter("co_nlocals", native(nlocals)),
    Row::member("co_stacksize", native(stacksize)),
    Row::member("co_flags", native(flags)),
    Row::getter("co_code", native(code_bytes)),
    Row::getter("_co_code_adaptive", native(code_bytes)),
    Row::member("co_consts", native(consts)),
    Row::member("co_names", native(names)),
    Row::getter("co_varnames", native(varnames)),
    Row::getter("co_cellvars", native(cellvars)),
    Row::getter("co_freevars", native(freevars)),
    Row::member("co_filename", native(filename)),
    Row::member("co_name", native(name)),
    Row::member("co_qualname", native(qualname)),
    Row::member("co_firstlineno", native(firstlineno)),
    Row::member("co_linetable", native(linetable)),
    Row::member("co_exceptiontable", native(exceptiontable)),
    Row::getter("co_lnotab", native(lnotab)),
];

/// Adds the rows of `code`.
pub fn init() {
    extend_class(Code::class(), "Create a code object.  Not for the faint of heart.", &[ROWS]);
    code_tables::init();
}
