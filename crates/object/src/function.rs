//! Callable objects: Python functions, built-in functions and methods, bound methods, descriptors for attributes of
//! built-in classes, cells, `staticmethod`, `classmethod` and `property`.

use heap::{GcVec, Head, Value};

use crate::args::{Row, RowKind, Sig};
use crate::class::{Class, ClassCell};
use crate::code::Code;
use crate::dict::Dict;
use crate::error::Raised;
use crate::gc::{Gc, Object, ValueExt};
use crate::ids::Id;
use crate::seq::Tuple;
use crate::strs::{Str, intern};

/// A Python function.
#[repr(C)]
pub struct Function {
    pub head: Head,
    pub code: Gc<Code>,
    pub globals: Gc<Dict>,
    pub builtins: Gc<Dict>,
    pub defaults: Option<Gc<Tuple>>,
    pub kwdefaults: Option<Gc<Dict>>,
    pub closure: Option<Gc<Tuple>>,
    pub name: Gc<Str>,
    pub qualname: Gc<Str>,
    /// The docstring that was set; see [`Function::docstring`].
    doc: Option<Value>,
    pub module: Option<Value>,
    pub annotations: Option<Value>,
    pub annotate: Option<Value>,
    pub type_params: Option<Value>,
    /// Changes when code, defaults or kwdefaults change.
    pub version: u64,
    /// Machine code relies on its code and defaults.
    pub watched: bool,
    /// The code that was the function's when it was made and has its docstring, as long as no other was set.
    doc_source: Option<Gc<Code>>,
}
crate::object_type!(Function);

/// A built-in function or method, or an unbound method of a built-in class. Which of these it is, its class says.
#[repr(C)]
pub struct NativeFn {
    pub head: Head,
    pub row: &'static Row,
    /// The row's signature, once somebody asked for it.
    sig: std::cell::Cell<Option<&'static Sig>>,
    pub name: Gc<Str>,
    /// The class that defines it, if any.
    pub owner: Option<Gc<Class>>,
    /// What it is bound to: an instance, a class, or nothing.
    pub bound: Option<Value>,
    pub module: Option<Value>,
}
crate::object_type!(NativeFn);

/// `method_descriptor`: an unbound method of a built-in class.
pub static METHOD_DESCR: ClassCell = ClassCell::new();
/// `wrapper_descriptor`: an unbound special method of a built-in class.
pub static WRAPPER_DESCR: ClassCell = ClassCell::new();
/// `method-wrapper`: a bound special method of a built-in class.
pub static METHOD_WRAPPER: ClassCell = ClassCell::new();
/// `classmethod_descriptor`.
pub static CLASSMETHOD_DESCR: ClassCell = ClassCell::new();

/// `getset_descriptor`: a computed attribute of a built-in class.
#[repr(C)]
pub struct GetSet {
    pub head: Head,
    pub row: &'static Row,
    pub name: Gc<Str>,
    pub owner: Gc<Class>,
    /// A `NativeFn` for argument messages.
    pub func: Gc<NativeFn>,
}
crate::object_type!(GetSet);

/// `member_descriptor`: a slot made by `__slots__`, or what is a plain member of a built-in class's structure in CPython.
#[repr(C)]
pub struct Member {
    pub head: Head,
    pub name: Gc<Str>,
    pub owner: Gc<Class>,
    /// Byte offset of the slot in instances.
    pub offset: usize,
    pub readonly: bool,
    /// A member of a built-in class is computed; it has no slot.
    pub computed: Option<Gc<GetSet>>,
}
crate::object_type!(Member);

/// A bound method of a Python function (or of any callable).
#[repr(C)]
pub struct BoundMethod {
    pub head: Head,
    pub func: Value,
    pub self_: Value,
}
crate::object_type!(BoundMethod);

/// A closure cell.
#[repr(C)]
pub struct Cell {
    pub head: Head,
    pub content: Option<Value>,
}
crate::object_type!(Cell);

/// `staticmethod`.
#[repr(C)]
pub struct StaticMethod {
    pub head: Head,
    pub callable: Value,
}
crate::object_type!(StaticMethod);

/// `classmethod`.
#[repr(C)]
pub struct ClassMethod {
    pub head: Head,
    pub callable: Value,
}
crate::object_type!(ClassMethod);

/// `property`.
#[repr(C)]
pub struct Property {
    pub head: Head,
    pub fget: Option<Value>,
    pub fset: Option<Value>,
    pub fdel: Option<Value>,
    pub doc: Option<Value>,
    pub name: Option<Value>,
    pub getter_doc: bool,
}
crate::object_type!(Property);

pub(crate) fn null_head() -> Head {
    Head { map: std::ptr::null() }
}

impl Cell {
    /// A new cell.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(content: Option<Value>) -> Gc<Cell> {
        Cell { head: null_head(), content }.alloc()
    }
}

impl BoundMethod {
    /// Binds `func` to `self_`.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(func: Value, self_: Value) -> Gc<BoundMethod> {
        BoundMethod { head: null_head(), func, self_ }.alloc()
    }
}

impl Function {
    /// A new function, as MAKE_FUNCTION makes it.
    #[must_use]
    #[allow(clippy::new_ret_no_self)]
    pub fn new(code: Gc<Code>, globals: Gc<Dict>, builtins: Gc<Dict>) -> Gc<Function> {
        let module = globals.get_str(Id::__name__.str());
        Function {
            head: null_head(),
            code,
            globals,
            builtins,
            defaults: None,
            kwdefaults: None,
            closure: None,
            name: code.name,
            qualname: code.qualname,
            doc: None,
            module,
            annotations: None,
            annotate: None,
            type_params: None,
            version: 0,
            watched: false,
            doc_source: Some(code),
        }
        .alloc()
    }

    /// `__doc__`. The code is asked when somebody wants to know: few do.
    #[must_use]
    pub fn docstring(&self) -> Option<Value> {
        match self.doc_source {
            Some(code) => code.docstring(),
            None => self.doc,
        }
    }

    /// Sets `__doc__`.
    pub fn set_docstring(&mut self, doc: Option<Value>) {
        self.doc_source = None;
        self.doc = doc;
    }
}

impl NativeFn {
    /// The parsed signature.
    #[inline(always)]
    #[must_use]
    pub fn sig(&self) -> &'static Sig {
        match self.sig.get() {
            Some(sig) => sig,
            None => self.parse_sig(),
        }
    }

    /// Most functions are never called: their signatures are parsed when they are.
    #[cold]
    fn parse_sig(&self) -> &'static Sig {
        let sig: &'static Sig = Box::leak(Box::new(Sig::parse(self.row.sig)));
        self.sig.set(Some(sig));
        sig
    }
}

/// The object that a row becomes in class `owner` or module `module`.
fn native_object(
    row: &'static Row,
    class: Gc<Class>,
    owner: Option<Gc<Class>>,
    bound: Option<Value>,
    module: Option<Value>,
) -> Gc<NativeFn> {
    let name = intern(row.sig.split('(').next().unwrap_or(row.sig));
    let f = NativeFn { head: null_head(), row, sig: std::cell::Cell::new(None), name, owner, bound, module }
        .alloc_in(class);
    debug_assert!(
        matches!(row.kind, RowKind::GetSet | RowKind::Constant) || f.sig().params.len() == row.entry.n,
        "the signature `{}` does not fit its Rust function, which has {} parameters",
        row.sig,
        row.entry.n
    );
    f
}

/// A module-level built-in function.
#[must_use]
pub fn module_function(row: &'static Row, module: Value, module_name: Value) -> Gc<NativeFn> {
    native_object(row, NativeFn::class(), None, Some(module), Some(module_name))
}

/// Adds a row to a built-in class.
pub fn add_row(class: Gc<Class>, row: &'static Row) {
    let d = class.dict;
    match row.kind {
        RowKind::Method => {
            let name = row.sig.split('(').next().unwrap_or(row.sig);
            let descr = if is_slot(&class.name_text(), name) { WRAPPER_DESCR.get() } else { METHOD_DESCR.get() };
            let f = native_object(row, descr, Some(class), None, None);
            d.set_str(f.name, f.value());
        }
        RowKind::ClassMethod => {
            let f = native_object(row, CLASSMETHOD_DESCR.get(), Some(class), None, None);
            d.set_str(f.name, f.value());
        }
        RowKind::StaticMethod => {
            let f = native_object(row, NativeFn::class(), Some(class), Some(class.value()), None);
            let s = StaticMethod { head: null_head(), callable: f.value() }.alloc();
            d.set_str(f.name, s.value());
        }
        RowKind::New => {
            let f = native_object(row, NativeFn::class(), Some(class), Some(class.value()), None);
            d.set_str(f.name, f.value());
        }
        RowKind::GetSet => {
            let func = native_object(row, METHOD_DESCR.get(), Some(class), None, None);
            let g = GetSet { head: null_head(), row, name: func.name, owner: class, func }.alloc();
            let v = if row.member {
                Member { head: null_head(), name: g.name, owner: class, offset: 0, readonly: true, computed: Some(g) }
                    .alloc()
                    .value()
            } else {
                g.value()
            };
            d.set_str(g.name, v);
        }
        RowKind::Constant => {
            let f = native_object(row, NativeFn::class(), Some(class), None, None);
            // SAFETY: constants take no arguments.
            let v = unsafe { (row.entry.raw)(std::ptr::null(), &f) };
            match v {
                Ok(v) => d.set_str(f.name, v),
                Err(_) => panic!("the constant `{}` could not be made", row.sig),
            }
        }
    }
}

/// Is the method of a built-in class a wrapper of a slot in CPython?
fn is_slot(class: &str, name: &str) -> bool {
    name.starts_with("__")
        && Id::dunder_of(intern(name)).is_some()
        && !PLAIN_DUNDERS.contains(&name)
        && !PLAIN_METHODS.contains(&(class, name))
}

/// Slots for which CPython also has a method, which hides the slot's wrapper (`METH_COEXIST`).
const PLAIN_METHODS: &[(&str, &str)] = &[
    ("list", "__getitem__"),
    ("dict", "__getitem__"),
    ("dict", "__contains__"),
    ("set", "__contains__"),
    ("frozenset", "__contains__"),
];

/// Special methods that CPython implements as plain methods, not as slot wrappers.
const PLAIN_DUNDERS: &[&str] = &[
    "__reversed__",
    "__reduce__",
    "__reduce_ex__",
    "__getstate__",
    "__sizeof__",
    "__dir__",
    "__format__",
    "__round__",
    "__trunc__",
    "__floor__",
    "__ceil__",
    "__length_hint__",
    "__missing__",
    "__class_getitem__",
    "__instancecheck__",
    "__subclasscheck__",
    "__prepare__",
    "__enter__",
    "__exit__",
    "__aenter__",
    "__aexit__",
    "__copy__",
    "__deepcopy__",
    "__bytes__",
    "__complex__",
    "__fspath__",
    "__set_name__",
    "__mro_entries__",
    "mro",
];

/// Adds rows to an existing built-in class, sets its docstring, and refreshes caches.
pub fn extend_class(mut class: Gc<Class>, doc: &'static str, rows: &[&'static [Row]]) {
    for table in rows {
        for row in *table {
            add_row(class, row);
        }
    }
    if !doc.is_empty() {
        class.doc_text = Some(doc);
        let d = class.dict;
        let own = d.get_str(Id::__doc__.str());
        if !own.is_some_and(|v| v.is::<GetSet>()) {
            d.set_str(Id::__doc__.str(), Str::new(doc).value());
        }
    }
    class.modified();
}

/// How an argument is numbered for messages, and what a function is called in them.
impl NativeFn {
    /// `append` or `list.append`, as CPython's messages name the function.
    #[must_use]
    pub fn display_name(&self) -> String {
        match (self.row.kind, self.owner) {
            (RowKind::New, Some(c)) => c.name.to_string_lossy(),
            (_, Some(c)) if self.name.as_bytes() == b"__init__" => c.name.to_string_lossy(),
            (_, Some(c)) => {
                let of = self.bound.map_or(c, |b| b.cast::<Class>().unwrap_or_else(|| crate::class_of(b)));
                format!("{}.{}", of.qualname, self.name)
            }
            // Functions of modules other than builtins go by their full name.
            (RowKind::Method, None) => match self.module.and_then(|m| m.cast::<Str>()) {
                Some(m) if m.as_bytes() != b"builtins" => format!("{m}.{}", self.name),
                _ => self.name.to_string(),
            },
            _ => self.name.to_string(),
        }
    }

    /// The name in messages that do not qualify it: constructors go by their class's name.
    pub(crate) fn short_name(&self) -> String {
        match (self.name.as_bytes(), self.owner) {
            (b"__new__" | b"__init__", Some(c)) => c.name.to_string_lossy(),
            _ => self.name.to_string(),
        }
    }

    /// Does a subclass that overrides the other one of `__new__` and `__init__` take the keyword arguments to itself?
    pub(crate) fn leaves_keywords(&self, args: &[Value]) -> bool {
        let (Some(owner), Some(first)) = (self.owner, args.first()) else { return false };
        match self.name.as_bytes() {
            b"__new__" => first.cast::<Class>().is_some_and(|c| c.dunder(Id::__init__) != owner.dunder(Id::__init__)),
            // Of the classes that are filled by `__init__`, only lists let such arguments pass.
            b"__init__" => {
                owner.kind == crate::map::Kind::List
                    && crate::class_of(*first).dunder(Id::__new__) != owner.dunder(Id::__new__)
            }
            _ => false,
        }
    }

    /// Is it a method whose receiver has to be among the arguments?
    pub(crate) fn needs_receiver(&self) -> bool {
        self.row.kind == RowKind::Method && self.owner.is_some()
    }

    fn has_receiver(&self) -> bool {
        matches!(self.row.kind, RowKind::Method | RowKind::ClassMethod | RowKind::New | RowKind::GetSet)
            && self.owner.is_some()
    }

    /// Is it a wrapper of one of CPython's slots?
    pub(crate) fn is_slot_wrapper(&self) -> bool {
        self.row.kind == RowKind::Method
            && self.sig().name != "__init__"
            && self.owner.is_some_and(|c| is_slot(&c.name_text(), self.sig().name))
    }

    /// The 1-based number of parameter `i` as shown to users (the receiver does not count).
    #[must_use]
    pub fn shown_position(&self, i: usize) -> usize {
        if self.has_receiver() { i } else { i + 1 }
    }

    #[cold]
    pub(crate) fn argument_misfit(&self, i: usize, expected: &str, v: Option<Value>) -> Raised {
        let got = match v {
            Some(v) if crate::misc::is_none(v) && i > 0 => "None".to_owned(),
            Some(v) => crate::repr::type_name(v),
            None => "nothing".to_owned(),
        };
        let r: crate::Result<()> = if self.has_receiver() && i == 0 && self.is_slot_wrapper() {
            let name = self.name;
            crate::raise_type!("descriptor '{}' requires a '{}' object but received a '{}'", name, expected, got)
        } else if self.has_receiver() && i == 0 {
            crate::raise_type!(
                "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                self.name,
                expected,
                got
            )
        } else if self.sig().plain && self.sig().no_keywords && self.sig().n_pos - usize::from(self.has_receiver()) == 1
        {
            crate::raise_type!("{}() argument must be {}, not {}", self.short_name(), expected, got)
        } else if self.sig().params[i].kind == crate::args::ParamKind::PositionalOnly {
            let position = self.shown_position(i);
            crate::raise_type!("{}() argument {} must be {}, not {}", self.short_name(), position, expected, got)
        } else {
            let name = self.sig().params[i].name;
            crate::raise_type!("{}() argument '{}' must be {}, not {}", self.short_name(), name, expected, got)
        };
        r.err().unwrap_or_else(Raised::pending)
    }

    #[cold]
    pub(crate) fn too_many(&self, sig: &Sig, given: usize, n_kw: usize) -> Raised {
        let skip = usize::from(self.has_receiver());
        let (max, min) = (sig.n_pos - skip, sig.n_required.saturating_sub(skip));
        let given = given.saturating_sub(skip);
        let r: crate::Result<()> = if self.row.unpacks && n_kw == 0 {
            self.unpack_count(max, min, given)
        } else if !sig.no_keywords {
            let (total, all) = (given + n_kw, sig.params.len() - skip);
            let f = self.short_name();
            if total > all {
                let what = if given == 0 { "keyword " } else { "" };
                crate::raise_type!("{f}() takes at most {all} {what}argument{} ({total} given)", plural(all))
            } else if max == 0 {
                crate::raise_type!("{f}() takes no positional arguments")
            } else {
                crate::raise_type!(
                    "{f}() takes {} {max} positional argument{} ({given} given)",
                    if min == max { "exactly" } else { "at most" },
                    plural(max)
                )
            }
        } else {
            self.positional_count(max, min, given)
        };
        r.err().unwrap_or_else(Raised::pending)
    }

    fn positional_count(&self, max: usize, min: usize, given: usize) -> crate::Result<()> {
        if self.is_slot_wrapper() && matches!(self.sig().name, "__pow__" | "__rpow__") {
            crate::raise_type!("expected 1 or 2 arguments, got {}", given)
        } else if max == min && max < 2 && self.is_slot_wrapper() {
            crate::raise_type!("expected {} argument{}, got {}", max, plural(max), given)
        } else if max == 0 {
            crate::raise_type!("{}() takes no arguments ({} given)", self.display_name(), given)
        } else if max == 1 && min == 1 && self.row.kind != RowKind::New {
            crate::raise_type!("{}() takes exactly one argument ({} given)", self.display_name(), given)
        } else {
            self.unpack_count(max, min, given)
        }
    }

    /// The words of `_PyArg_CheckPositional`.
    fn unpack_count(&self, max: usize, min: usize, given: usize) -> crate::Result<()> {
        if max == min {
            crate::raise_type!("{} expected {} argument{}, got {}", self.short_name(), max, plural(max), given)
        } else if given > max {
            crate::raise_type!("{} expected at most {} argument{}, got {}", self.short_name(), max, plural(max), given)
        } else {
            crate::raise_type!("{} expected at least {} argument{}, got {}", self.short_name(), min, plural(min), given)
        }
    }

    #[cold]
    pub(crate) fn missing(&self, sig: &Sig, i: usize, given: usize) -> Raised {
        let skip = usize::from(self.has_receiver());
        let r: crate::Result<()> = if skip == 1 && i == 0 {
            let owner = self.owner.map_or_else(String::new, |c| c.name_text());
            if self.row.kind == RowKind::New {
                crate::raise_type!("{}.__new__(): not enough arguments", owner)
            } else if self.is_slot_wrapper() {
                crate::raise_type!("descriptor '{}' of '{}' object needs an argument", self.name, owner)
            } else {
                crate::raise_type!(
                    "unbound method {}.{}() needs an argument",
                    self.owner.map_or_else(String::new, |c| c.name.to_string_lossy()),
                    self.name
                )
            }
        } else if self.row.unpacks && i < sig.n_pos {
            self.unpack_count(sig.n_pos - skip, sig.n_required.saturating_sub(skip), given.saturating_sub(skip))
        } else if sig.no_keywords {
            self.positional_count(sig.n_pos - skip, sig.n_required.saturating_sub(skip), given.saturating_sub(skip))
        } else if sig.params[i].kind == crate::args::ParamKind::PositionalOnly {
            let positional_only = |p: &&crate::args::Param| p.kind == crate::args::ParamKind::PositionalOnly;
            let min = sig.params.iter().filter(positional_only).filter(|p| p.required).count() - skip;
            let how = if sig.n_pos - skip == min { "exactly" } else { "at least" };
            let given = given.saturating_sub(skip);
            crate::raise_type!(
                "{}() takes {} {} positional argument{} ({} given)",
                self.short_name(),
                how,
                min,
                plural(min),
                given
            )
        } else {
            crate::raise_type!(
                "{}() missing required argument '{}' (pos {})",
                self.short_name(),
                sig.params[i].name,
                self.shown_position(i)
            )
        };
        r.err().unwrap_or_else(Raised::pending)
    }

    #[cold]
    pub(crate) fn unexpected_keyword(&self, sig: &Sig, name: Gc<Str>) -> Raised {
        let by_keyword = sig.params.iter().filter(|p| p.kind != crate::args::ParamKind::PositionalOnly);
        let known: Vec<String> = by_keyword.map(|p| p.name.to_string()).collect();
        let r: crate::Result<()> = match crate::suggest::closest(&name.to_string(), known.iter().map(String::as_str)) {
            Some(near) => crate::raise_type!(
                "{}() got an unexpected keyword argument '{}'. Did you mean '{}'?",
                self.short_name(),
                name,
                near
            ),
            None => crate::raise_type!("{}() got an unexpected keyword argument '{}'", self.short_name(), name),
        };
        r.err().unwrap_or_else(Raised::pending)
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Binds a method of a built-in class to an instance (or class).
#[must_use]
pub fn bind_native(f: Gc<NativeFn>, receiver: Value) -> Gc<NativeFn> {
    let class = if f.map().class == WRAPPER_DESCR.get() { METHOD_WRAPPER.get() } else { NativeFn::class() };
    NativeFn {
        head: null_head(),
        row: f.row,
        sig: std::cell::Cell::new(Some(f.sig())),
        name: f.name,
        owner: f.owner,
        bound: Some(receiver),
        module: None,
    }
    .alloc_in(class)
}

/// The names of a tuple of strings, as a vector.
#[must_use]
pub fn names_of(t: Gc<Tuple>) -> GcVec<Gc<Str>> {
    t.as_slice().iter().filter_map(|v| v.cast::<Str>()).collect()
}
