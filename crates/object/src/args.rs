//! Declaring built-in functions: one `Row` each, with its Python signature, its Rust function and its effects; and
//! binding call arguments to the signature.
//!
//! ```ignore
//! fn append(mut this: Gc<List>, object: Value) { this.items.push(object) }
//! static ROWS: &[Row] = &[Row::method("append($self, object, /)", native(append)).effects(Effects::WRITES)];
//! ```
//! Rust parameters correspond one to one to the signature's (after `$self` or `$type`); a parameter with a default is an
//! `Option<T>` in Rust, empty when not given. `*args` arrives as `Gc<Tuple>`, `**kwargs` as `Gc<Dict>`.

use heap::Value;

use crate::dict::Dict;
use crate::error::{Raised, Result};
use crate::function::NativeFn;
use crate::gc::{Gc, Object, ValueExt};
use crate::seq::Tuple;
use crate::strs::{Str, intern};

/// The setter of read-only members.
fn refuse_store(_this: Value, _v: Option<Value>) -> Result<()> {
    crate::raise_exc!(ATTRIBUTE_ERROR, "readonly attribute")
}

/// What the optimiser may assume of a built-in function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(pub u32);

impl Effects {
    /// Nothing is known: may read and write anything and run Python code.
    pub const ANY: Effects = Effects(0);
    /// The result depends on the arguments' immutable contents only; no effect.
    pub const PURE: Effects = Effects(1);
    /// Reads mutable objects, writes nothing, runs no Python code.
    pub const READS: Effects = Effects(2);
    /// Changes its first argument only; runs no Python code.
    pub const WRITES: Effects = Effects(4);
    /// Makes a new object out of its arguments and what these hold; runs no Python code.
    pub const FRESH: Effects = Effects(8);
    /// See `ir::effect::IDEMPOTENT`.
    pub const IDEMPOTENT: Effects = Effects(16);
}

/// The compiled form of a built-in function: reads its bound arguments from an array.
pub type Raw = unsafe fn(*const Option<Value>, &NativeFn) -> Result<Value>;

/// A Rust function ready to be called with bound arguments.
#[derive(Clone, Copy)]
pub struct Entry {
    pub raw: Raw,
    /// Number of Rust parameters.
    pub n: usize,
}

/// How a row appears in its class or module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// A method (or, in a module, a function).
    Method,
    /// Receives the class.
    ClassMethod,
    /// Receives nothing.
    StaticMethod,
    /// `__new__`: static, receives the class to create.
    New,
    /// A getter with an optional setter (which gets an empty value for deletion).
    GetSet,
    /// A value computed once, when the class or module is made.
    Constant,
}

/// One declared built-in.
pub struct Row {
    /// `name(signature)`; for getters and constants just the name.
    pub sig: &'static str,
    pub entry: Entry,
    pub setter: Option<Entry>,
    pub kind: RowKind,
    pub effects: Effects,
    pub doc: &'static str,
    /// Wrong numbers of positional arguments are worded as `PyArg_UnpackTuple` does (`f expected 1 argument, got 0`), whatever
    /// the signature's shape.
    pub unpacks: bool,
    /// `__text_signature__` where it differs from `sig`; `Some("")` for none.
    pub shown: Option<&'static str>,
    /// Ways to pass arguments that are to end, with the warning that CPython gives.
    pub deprecated: Option<&'static Deprecated>,
    /// See `member`.
    pub member: bool,
}

/// Parameters whose kind will change in Python 3.15.
#[derive(Debug)]
pub struct Deprecated {
    /// The function's name in the warning.
    pub function: &'static str,
    /// So many parameters (after the receiver) will be positional only.
    pub positional_only: usize,
    /// Only so many parameters (after the receiver) will be positional, if that changes.
    pub keyword_only_from: Option<usize>,
}

impl Row {
    const fn of(kind: RowKind, sig: &'static str, entry: Entry) -> Row {
        Row {
            sig,
            entry,
            setter: None,
            kind,
            effects: Effects::ANY,
            doc: "",
            unpacks: false,
            shown: None,
            deprecated: None,
            member: false,
        }
    }
    /// A method: `name($self, …)`.
    #[must_use]
    pub const fn method(sig: &'static str, entry: Entry) -> Row {
        Self::of(RowKind::Method, sig, entry)
    }
    /// A module-level function.
    #[must_use]
    pub const fn function(sig: &'static str, entry: Entry) -> Row {
        Self::of(RowKind::Method, sig, entry)
    }
    /// A class method: `name($type, …)`.
    #[must_use]
    pub const fn class_method(sig: &'static str, entry: Entry) -> Row {
        Self::of(RowKind::ClassMethod, sig, entry)
    }
    /// A static method.
    #[must_use]
    pub const fn static_method(sig: &'static str, entry: Entry) -> Row {
        Self::of(RowKind::StaticMethod, sig, entry)
    }
    /// `__new__($type, …)`: the Rust function's first parameter is `Gc<Class>`.
    #[must_use]
    pub const fn new(sig: &'static str, entry: Entry) -> Row {
        Self::of(RowKind::New, sig, entry)
    }
    /// A read-only attribute.
    #[must_use]
    pub const fn getter(name: &'static str, get: Entry) -> Row {
        Self::of(RowKind::GetSet, name, get)
    }
    /// An attribute that can be set (and deleted: the setter gets `None`).
    #[must_use]
    pub const fn getset(name: &'static str, get: Entry, set: Entry) -> Row {
        let mut r = Self::of(RowKind::GetSet, name, get);
        r.setter = Some(set);
        r
    }
    /// A read-only attribute that is a plain member of a structure in CPython: a `member_descriptor`.
    #[must_use]
    pub const fn member(name: &'static str, get: Entry) -> Row {
        let mut r = Self::getset(name, get, native(refuse_store));
        r.member = true;
        r
    }
    /// A constant.
    #[must_use]
    pub const fn constant(name: &'static str, make: Entry) -> Row {
        Self::of(RowKind::Constant, name, make)
    }
    /// Sets the effects.
    #[must_use]
    pub const fn effects(mut self, e: Effects) -> Row {
        self.effects = e;
        self
    }
    /// Says which ways to pass arguments are to end.
    #[must_use]
    pub const fn deprecated(mut self, d: &'static Deprecated) -> Row {
        self.deprecated = Some(d);
        self
    }
    /// Sets what `__text_signature__` shows: a signature in parentheses, or nothing.
    #[must_use]
    pub const fn shown(mut self, text: &'static str) -> Row {
        self.shown = Some(text);
        self
    }
    /// See `unpacks`.
    #[must_use]
    pub const fn unpacks(mut self) -> Row {
        self.unpacks = true;
        self
    }
    /// Sets the docstring.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Row {
        self.doc = doc;
        self
    }
}

/// Why an argument does not fit its Rust parameter.
pub enum Misfit {
    /// Wrong type; the text says what was expected.
    Expected(&'static str),
    /// An exception is pending already.
    Raised,
}

impl From<Raised> for Misfit {
    fn from(_: Raised) -> Self {
        Misfit::Raised
    }
}

/// A type that an argument converts to.
pub trait FromArg: Sized {
    /// Converts; `v` is empty when an optional argument was not given.
    ///
    /// # Errors
    /// The misfit.
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit>;
}

fn given(v: Option<Value>) -> Value {
    v.expect("a parameter without a default is always bound; a Rust parameter with a default must be an Option")
}

impl FromArg for Value {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(given(v))
    }
}
impl<T: FromArg> FromArg for Option<T> {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        match v {
            None => Ok(None),
            Some(_) => T::from_arg(v).map(Some),
        }
    }
}
impl<T: Object> FromArg for Gc<T> {
    #[inline(always)]
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        given(v).cast::<T>().ok_or_else(|| Misfit::Expected(expected_name::<T>()))
    }
}
#[cold]
fn expected_name<T: Object>() -> &'static str {
    // Class names are short and few: one is kept for each failing type.
    static NAMES: std::sync::Mutex<Vec<(usize, &'static str)>> = std::sync::Mutex::new(Vec::new());
    let class = T::class();
    let key = class.as_ptr() as usize;
    let mut names = NAMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((_, name)) = names.iter().find(|(k, _)| *k == key) {
        return name;
    }
    let name: &'static str = Box::leak(class.name_text().into_boxed_str());
    names.push((key, name));
    name
}
impl FromArg for bool {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(crate::ops::truth(given(v))?)
    }
}
impl FromArg for f64 {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(crate::ops::to_f64(given(v))?)
    }
}
impl FromArg for i64 {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(crate::ops::to_i64(given(v))?)
    }
}
impl FromArg for i32 {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        let i = crate::ops::to_i64(given(v))?;
        match i32::try_from(i) {
            Ok(i) => Ok(i),
            Err(_) => {
                let e: Result<()> = crate::overflow_error(if i > 0 {
                    "signed integer is greater than maximum"
                } else {
                    "signed integer is less than minimum"
                });
                Err(e.map_or(Misfit::Raised, |()| Misfit::Raised))
            }
        }
    }
}
impl FromArg for u32 {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        let r: Result<u32> = match u32::try_from(crate::ops::to_i64(given(v))?) {
            Ok(i) => Ok(i),
            Err(_) => crate::overflow_error("Python int too large to convert to C unsigned int"),
        };
        Ok(r?)
    }
}
impl FromArg for isize {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(crate::ops::to_isize(given(v))?)
    }
}
impl FromArg for crate::BigInt {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        Ok(crate::ops::to_bigint(given(v))?)
    }
}
impl FromArg for String {
    /// Text without lone surrogates.
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, Misfit> {
        let s = given(v).cast::<Str>().ok_or(Misfit::Expected("str"))?;
        match s.to_str() {
            Some(t) => Ok(t.to_owned()),
            None => {
                let r: Result<()> = crate::error::surrogates_not_allowed(s);
                Err(r.map_or(Misfit::Raised, |()| Misfit::Raised))
            }
        }
    }
}

/// A result that converts to a value: what built-in functions return.
pub trait IntoResult {
    /// Converts.
    ///
    /// # Errors
    /// The function's own error.
    fn into_result(self) -> Result<Value>;
}
impl IntoResult for Value {
    #[inline(always)]
    fn into_result(self) -> Result<Value> {
        Ok(self)
    }
}
impl<T> IntoResult for Gc<T> {
    #[inline(always)]
    fn into_result(self) -> Result<Value> {
        Ok(self.value())
    }
}
impl IntoResult for () {
    fn into_result(self) -> Result<Value> {
        Ok(crate::misc::none())
    }
}
impl IntoResult for bool {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::bool_value(self))
    }
}
impl IntoResult for i64 {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::int(self))
    }
}
impl IntoResult for i32 {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::int(i64::from(self)))
    }
}
impl IntoResult for isize {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::int(self as i64))
    }
}
impl IntoResult for u32 {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::int(i64::from(self)))
    }
}
impl IntoResult for usize {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::uint(self as u64))
    }
}
impl IntoResult for u64 {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::uint(self))
    }
}
impl IntoResult for f64 {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::float(self))
    }
}
impl IntoResult for crate::BigInt {
    fn into_result(self) -> Result<Value> {
        Ok(crate::number::big(self))
    }
}
impl IntoResult for &str {
    fn into_result(self) -> Result<Value> {
        Ok(Str::new(self).value())
    }
}
impl IntoResult for String {
    fn into_result(self) -> Result<Value> {
        Ok(Str::new(&self).value())
    }
}
impl<T: IntoResult> IntoResult for Option<T> {
    /// Empty becomes `None`.
    fn into_result(self) -> Result<Value> {
        self.map_or_else(|| Ok(crate::misc::none()), IntoResult::into_result)
    }
}
impl<T: IntoResult> IntoResult for Result<T> {
    #[inline(always)]
    fn into_result(self) -> Result<Value> {
        self.and_then(IntoResult::into_result)
    }
}

/// A Rust function that can be a built-in: a zero-sized function item with convertible parameters and result.
pub trait Native<A>: Copy + 'static {
    /// Number of parameters.
    const N: usize;
    /// Converts the arguments, calls, converts the result.
    ///
    /// # Safety
    /// `argv` points to `N` words.
    unsafe fn raw(argv: *const Option<Value>, me: &NativeFn) -> Result<Value>;
}

#[cold]
fn misfit(m: Misfit, i: usize, v: Option<Value>, me: &NativeFn) -> Raised {
    match m {
        Misfit::Raised => Raised::pending(),
        Misfit::Expected(what) => me.argument_misfit(i, what, v),
    }
}

macro_rules! native_impl {
    ($($t:ident $i:tt),*) => {
        impl<F, R, $($t),*> Native<(R, $($t,)*)> for F
        where F: Fn($($t),*) -> R + Copy + 'static, R: IntoResult, $($t: FromArg),*
        {
            const N: usize = { let all: &[usize] = &[$($i),*]; all.len() };
            // SAFETY: as the trait says, `argv` stands on `N` words.
            #[allow(unused_variables)]
            unsafe fn raw(argv: *const Option<Value>, me: &NativeFn) -> Result<Value> {
                const { assert!(size_of::<F>() == 0, "built-ins are plain functions, not closures with state") };
                // SAFETY: a zero-sized type has one value, and any well-aligned dangling pointer reads it.
                let f: F = unsafe { std::ptr::NonNull::<F>::dangling().as_ptr().read() };
                f($({
                    // SAFETY: the caller gives `N` words.
                    let v = unsafe { *argv.add($i) };
                    match <$t as FromArg>::from_arg(v) {
                        Ok(x) => x,
                        Err(m) => return Err(misfit(m, $i, v, me)),
                    }
                }),*).into_result()
            }
        }
    };
}
native_impl!();
native_impl!(A 0);
native_impl!(A 0, B 1);
native_impl!(A 0, B 1, C 2);
native_impl!(A 0, B 1, C 2, D 3);
native_impl!(A 0, B 1, C 2, D 3, E 4);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10);
native_impl!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11);

/// Makes an `Entry` of a plain Rust function.
pub const fn native<A, F: Native<A>>(_f: F) -> Entry {
    Entry { raw: F::raw, n: F::N }
}

/// The kind of a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// One parameter of a signature.
pub struct Param {
    pub name: Gc<Str>,
    pub kind: ParamKind,
    pub required: bool,
}

/// A parsed signature. Parameter names are interned, hence immortal.
pub struct Sig {
    pub name: &'static str,
    pub params: Vec<Param>,
    /// Parameters that may be given by position.
    pub n_pos: usize,
    /// Of those, how many are required.
    pub n_required: usize,
    /// Number of `*args`' parameter, if any.
    pub var_pos: Option<usize>,
    /// Number of `**kwargs`' parameter, if any.
    pub var_kw: Option<usize>,
    /// Only positional parameters, all required.
    pub plain: bool,
    /// Only parameters that may be given by position, or need not be given.
    pub by_position: bool,
    /// No parameter may be given by keyword.
    pub no_keywords: bool,
    /// The text between the parentheses, for `__text_signature__`.
    pub text: &'static str,
}

impl Sig {
    /// Parses `name(a, b=1, /, c, *args, d, **kw)`. A leading `$self`, `$type` or `$module` counts as positional-only
    /// except `$module`, which is not passed.
    #[must_use]
    pub fn parse(sig: &'static str) -> Sig {
        let (name, rest) = sig.split_once('(').unwrap_or((sig, ")"));
        let text = rest.strip_suffix(')').unwrap_or(rest);
        let mut params: Vec<Param> = Vec::new();
        let mut kind = ParamKind::PositionalOrKeyword;
        for part in split_params(text) {
            let part = part.trim();
            if part.is_empty() || part == "$module" {
                continue;
            }
            if part == "/" {
                for p in &mut params {
                    p.kind = ParamKind::PositionalOnly;
                }
            } else if part == "*" {
                kind = ParamKind::KeywordOnly;
            } else if let Some(n) = part.strip_prefix("**") {
                params.push(Param { name: intern(n), kind: ParamKind::VarKeyword, required: false });
            } else if let Some(n) = part.strip_prefix('*') {
                params.push(Param { name: intern(n), kind: ParamKind::VarPositional, required: false });
                kind = ParamKind::KeywordOnly;
            } else {
                let (n, default) = part.split_once('=').map_or((part, None), |(n, d)| (n, Some(d)));
                let (n, k) = n.strip_prefix('$').map_or((n, kind), |n| (n, ParamKind::PositionalOnly));
                params.push(Param { name: intern(n), kind: k, required: default.is_none() });
            }
        }
        let positional = |p: &&Param| matches!(p.kind, ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword);
        let n_pos = params.iter().filter(positional).count();
        let n_required = params.iter().filter(positional).filter(|p| p.required).count();
        Sig {
            name,
            n_pos,
            n_required,
            var_pos: params.iter().position(|p| p.kind == ParamKind::VarPositional),
            var_kw: params.iter().position(|p| p.kind == ParamKind::VarKeyword),
            plain: n_pos == params.len() && n_required == n_pos,
            by_position: params.iter().all(|p| {
                matches!(p.kind, ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword)
                    || (p.kind == ParamKind::KeywordOnly && !p.required)
            }),
            no_keywords: params.iter().all(|p| matches!(p.kind, ParamKind::PositionalOnly | ParamKind::VarPositional)),
            params,
            text,
        }
    }
}

fn split_params(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut depth = 0;
    let mut quote = None;
    text.split(move |c: char| {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0 && quote.is_none()
    })
}

/// The largest number of parameters of a built-in.
pub const MAX_PARAMS: usize = 16;

/// Binds arguments to a signature: positional `args`, then values for `kwnames`.
///
/// # Errors
/// `TypeError` in CPython's words.
pub fn bind(
    sig: &Sig,
    me: &NativeFn,
    args: &[Value],
    kwnames: &[Value],
    out: &mut [Option<Value>; MAX_PARAMS],
) -> Result<()> {
    let n_kw = kwnames.len();
    if sig.by_position
        && n_kw == 0
        && (sig.n_required.max(1)..=sig.n_pos).contains(&args.len())
        && me.row.deprecated.is_none()
    {
        for (place, v) in out.iter_mut().zip(args) {
            *place = Some(*v);
        }
        return Ok(());
    }
    let (pos, kwvalues) = args.split_at(args.len() - n_kw);
    if n_kw > 0 && sig.no_keywords && me.leaves_keywords(pos) {
        return bind(sig, me, pos, &[], out);
    }
    if pos.is_empty() && me.needs_receiver() {
        return Err(me.missing(sig, 0, 0));
    }
    if n_kw > 0 && sig.no_keywords {
        if me.is_slot_wrapper() {
            return crate::raise_type!("wrapper {}() takes no keyword arguments", me.name);
        }
        return crate::raise_type!("{}() takes no keyword arguments", me.display_name());
    }
    let n_direct = pos.len().min(sig.n_pos);
    for i in 0..n_direct {
        out[i] = Some(pos[i]);
    }
    let beyond = pos.len() > sig.n_pos || (sig.var_kw.is_none() && args.len() > sig.params.len());
    if beyond && sig.var_pos.is_none() {
        return Err(me.too_many(sig, pos.len(), n_kw));
    }
    if n_kw > 0
        && let Some(i) =
            (pos.len()..sig.n_pos).find(|i| sig.params[*i].kind == ParamKind::PositionalOnly && sig.params[*i].required)
    {
        // Missing positional-only arguments are reported before anything about keywords.
        return Err(me.missing(sig, i, pos.len()));
    }
    if let Some(i) = sig.var_pos {
        out[i] = Some(Tuple::from_slice(pos.get(sig.n_pos..).unwrap_or(&[])).value());
    }
    let extra = sig.var_kw.map(|i| {
        let d = Dict::new();
        out[i] = Some(d.value());
        d
    });
    let mut unknown = None;
    for (k, v) in kwnames.iter().zip(kwvalues) {
        let Some(name) = k.cast::<Str>() else { return crate::raise_type!("keywords must be strings") };
        let found = sig.params.iter().position(|p| {
            matches!(p.kind, ParamKind::PositionalOrKeyword | ParamKind::KeywordOnly) && p.name.same_text(name)
        });
        match (found, extra) {
            (Some(i), _) if out[i].is_some() => {
                return crate::raise_type!(
                    "argument for {}() given by name ('{}') and position ({})",
                    me.short_name(),
                    name,
                    me.shown_position(i)
                );
            }
            (Some(i), _) => out[i] = Some(*v),
            (None, Some(d)) => d.set(name.value(), *v)?,
            (None, None) => unknown = unknown.or(Some(name)),
        }
    }
    for (i, p) in sig.params.iter().enumerate() {
        if p.required && out[i].is_none() {
            return Err(me.missing(sig, i, pos.len()));
        }
    }
    if let Some(name) = unknown {
        return Err(me.unexpected_keyword(sig, name));
    }
    match me.row.deprecated {
        Some(d) => warn_deprecated(d, sig, pos.len(), kwnames),
        None => Ok(()),
    }
}

#[cold]
fn warn_deprecated(d: &Deprecated, sig: &Sig, n_pos: usize, kwnames: &[Value]) -> Result<()> {
    let receiver = usize::from(sig.text.starts_with("$self") || sig.text.starts_with("$type"));
    let names = |range: std::ops::Range<usize>| -> Vec<String> {
        sig.params[range].iter().map(|p| p.name.to_string_lossy()).collect()
    };
    if let Some(n) = d.keyword_only_from {
        warn_positional(d.function, n, n_pos - receiver, &names(receiver + n..sig.n_pos))?;
    }
    let soon = receiver..receiver + d.positional_only;
    let by_name = |p: &Param| kwnames.iter().any(|k| k.cast::<Str>().is_some_and(|k| k.same_text(p.name)));
    if sig.params[soon.clone()].iter().any(by_name) {
        let names = names(soon);
        let s = if names.len() == 1 { "" } else { "s" };
        let list = quoted_list(&names);
        let msg = format!(
            "Passing keyword argument{s} {list} to {}() is deprecated. Parameter{s} {list} will become positional-only in Python 3.15.",
            d.function
        );
        crate::hooks::warn(&crate::error::exc::DEPRECATION_WARNING, &msg, 1)?;
    }
    Ok(())
}

/// Warns when more than `n` arguments were `given` by position, as the parameters `names` will be keyword-only.
///
/// # Errors
/// The warning, when it is an error.
pub fn warn_positional(function: &str, n: usize, given: usize, names: &[String]) -> Result<()> {
    if given <= n {
        return Ok(());
    }
    let s = if n == 1 { "" } else { "s" };
    let list = quoted_list(names);
    let what = if names.len() == 1 {
        format!("Parameter {list} will become a keyword-only parameter")
    } else {
        format!("Parameters {list} will become keyword-only parameters")
    };
    let msg =
        format!("Passing more than {n} positional argument{s} to {function}() is deprecated. {what} in Python 3.15.");
    crate::hooks::warn(&crate::error::exc::DEPRECATION_WARNING, &msg, 1)
}

/// `'a', 'b' and 'c'`.
fn quoted_list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
