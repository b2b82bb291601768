//! `compile`, `eval` and `exec`.

use front::code::flags::FUTURE_MASK;
use front::{Mode, Options, Source};
use heap::Value;
use object::code::Code;
use object::error::system_error;
use object::gc::ValueExt;
use object::hooks::{AstRequest, hooks, late};
use object::misc::not_none;
use object::repr::type_name;
use object::{
    Bytes, Cell, Dict, Gc, Id, Result, Row, Str, Tuple, attr, class_of, intern, native, none, number, raise_type,
    runtime_error, type_error, value_error,
};

use super::objects::{byte_string, frame_locals_now};

/// The `PyCF_*` bits of `compile()`'s flags.
mod cf {
    pub const SOURCE_IS_UTF8: i64 = 0x100;
    pub const DONT_IMPLY_DEDENT: i64 = 0x200;
    pub const ONLY_AST: i64 = 0x400;
    pub const IGNORE_COOKIE: i64 = 0x800;
    pub const TYPE_COMMENTS: i64 = 0x1000;
    pub const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
    pub const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
    pub const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;
    /// `CO_NESTED`, which means nothing any more.
    pub const OBSOLETE: i64 = 0x10;
    pub const ALL: i64 = OBSOLETE
        | SOURCE_IS_UTF8
        | DONT_IMPLY_DEDENT
        | IGNORE_COOKIE
        | TYPE_COMMENTS
        | ALLOW_TOP_LEVEL_AWAIT
        | ALLOW_INCOMPLETE_INPUT
        | OPTIMIZED_AST
        | super::FUTURE_MASK as i64;
}

/// Source code to compile, kept alive by the value it was taken from.
enum Text {
    Str(&'static str),
    Bytes(&'static [u8]),
}

impl Text {
    fn source(&self) -> Source<'static> {
        match self {
            Text::Str(s) => Source::Text(s),
            Text::Bytes(b) => Source::Bytes(b),
        }
    }

    /// Without leading blanks, which `eval` allows.
    fn trimmed(self) -> Text {
        match self {
            Text::Str(s) => Text::Str(s.trim_start_matches([' ', '\t'])),
            Text::Bytes(b) => {
                let n = b.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
                Text::Bytes(&b[n..])
            }
        }
    }
}

/// The text of a source argument, if it is a string or a bytes-like object.
fn text_of(v: Value) -> Result<Option<Text>> {
    if let Some(s) = v.cast::<Str>() {
        return match s.to_str() {
            Some(t) => Ok(Some(Text::Str(t))),
            None => object::error::surrogates_not_allowed(s),
        };
    }
    if let Some(b) = byte_string(v) {
        return Ok(Some(Text::Bytes(b)));
    }
    if class_of(v).dunder(Id::__buffer__).is_some() {
        let copy = object::call::call(<Bytes as object::Object>::class().value(), &[v])?;
        return Ok(copy.cast::<Bytes>().map(|b| Text::Bytes(b.as_slice())));
    }
    Ok(None)
}

/// The future flags of the calling code, which code compiled by it inherits.
fn inherited_future() -> u32 {
    // SAFETY: the innermost frame of this thread is live.
    object::state::nth_frame(0).map_or(0, |f| unsafe { &*f }.code.flags) & FUTURE_MASK
}

/// A number among `sys.flags`.
fn sys_flag(name: &str) -> Result<i64> {
    match object::globals::sys_get("flags") {
        Some(f) => Ok(attr::find_attr(f, intern(name))?.and_then(number::as_i64).unwrap_or(0)),
        None => Ok(0),
    }
}

fn int_max_str_digits() -> Result<usize> {
    match object::globals::sys_get("get_int_max_str_digits") {
        Some(f) => {
            Ok(number::as_i64(object::call::call(f, &[])?).and_then(|n| usize::try_from(n).ok()).unwrap_or(4300))
        }
        None => Ok(4300),
    }
}

fn options(flags: i64, future: u32, optimize: i64) -> Result<Options<'static>> {
    let optimize = if optimize < 0 { sys_flag("optimize")?.clamp(0, 2) } else { optimize };
    Ok(Options {
        optimize: optimize as u8,
        future: future | (flags as u32 & FUTURE_MASK),
        top_level_await: flags & cf::ALLOW_TOP_LEVEL_AWAIT != 0,
        dont_imply_dedent: flags & cf::DONT_IMPLY_DEDENT != 0,
        allow_incomplete_input: flags & cf::ALLOW_INCOMPLETE_INPUT != 0,
        int_max_str_digits: int_max_str_digits()?,
        ..Options::default()
    })
}

/// A file name: a string, bytes in the file system's encoding, or a path object.
fn filename_of(v: Value) -> Result<Gc<Str>> {
    let v = if v.is::<Str>() || v.is::<Bytes>() {
        v
    } else {
        match object::call::call_dunder(v, Id::__fspath__, &[])? {
            Some(p) if p.is::<Str>() || p.is::<Bytes>() => p,
            Some(p) => {
                return raise_type!(
                    "expected {}.__fspath__() to return str or bytes, not {}",
                    type_name(v),
                    type_name(p)
                );
            }
            None => return raise_type!("expected str, bytes or os.PathLike object, not {}", type_name(v)),
        }
    };
    match v.cast::<Str>() {
        Some(s) => Ok(s),
        None => Ok(decode_path(byte_string(v).unwrap_or(&[]))),
    }
}

/// UTF-8 with undecodable bytes as lone surrogates (`surrogateescape`).
fn decode_path(mut b: &[u8]) -> Gc<Str> {
    let mut out = Str::empty();
    while !b.is_empty() {
        let (good, bad) = match std::str::from_utf8(b) {
            Ok(_) => (b.len(), 0),
            Err(e) => (e.valid_up_to(), e.error_len().unwrap_or(b.len() - e.valid_up_to())),
        };
        out = out.concat(Str::new(&String::from_utf8_lossy(&b[..good])));
        for byte in &b[good..good + bad] {
            out = out.concat(Str::from_char(0xDC00 + u32::from(*byte)));
        }
        b = &b[good + bad..];
    }
    out
}

fn mode_of(mode: &str, flags: i64) -> Result<Mode> {
    let only_ast = flags & cf::ONLY_AST != 0;
    match mode {
        "exec" => Ok(Mode::Exec),
        "eval" => Ok(Mode::Eval),
        "single" => Ok(Mode::Single),
        "func_type" if only_ast => Ok(Mode::FuncType),
        "func_type" => value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST"),
        _ if only_ast => value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'"),
        _ => value_error("compile() mode must be 'exec', 'eval' or 'single'"),
    }
}

#[allow(clippy::too_many_arguments)]
fn compile(
    source: Value,
    filename: Value,
    mode: String,
    flags: Option<i64>,
    dont_inherit: Option<bool>,
    optimize: Option<i64>,
    feature_version: Option<i64>,
) -> Result<Value> {
    let filename = filename_of(filename)?;
    let (flags, optimize) = (flags.unwrap_or(0), optimize.unwrap_or(-1));
    if flags & !cf::ALL != 0 {
        return value_error("compile(): unrecognised flags");
    }
    if !(-1..=2).contains(&optimize) {
        return value_error("compile(): invalid optimize value");
    }
    let future = if dont_inherit == Some(true) { 0 } else { inherited_future() };
    let mode = mode_of(&mode, flags)?;
    let options = options(flags, future, optimize)?;
    let text = text_of(source)?;
    if flags & cf::ONLY_AST != 0 || text.is_none() {
        return compile_tree(source, text.is_some(), filename, mode, &options, flags, feature_version.unwrap_or(-1));
    }
    match text {
        Some(t) => Ok(compile_audited(source, &t, filename, mode, &options)?.value()),
        None => type_error("compile() arg 1 must be a string, bytes or AST object"),
    }
}

/// From or to syntax trees, which belong to the module `_ast`.
fn compile_tree(
    source: Value,
    is_text: bool,
    filename: Gc<Str>,
    mode: Mode,
    options: &Options<'_>,
    flags: i64,
    feature_version: i64,
) -> Result<Value> {
    // A tree cannot exist unless `_ast` was imported, but one may be wanted before.
    if is_text && late().ast.is_none() {
        (hooks().import)(intern("_ast"), None, None, none(), 0)?;
    }
    let request = AstRequest {
        source,
        filename,
        mode,
        options,
        only_ast: flags & cf::ONLY_AST != 0,
        optimized: flags & cf::OPTIMIZED_AST == cf::OPTIMIZED_AST,
        type_comments: flags & cf::TYPE_COMMENTS != 0,
        feature_version,
    };
    match late().ast {
        Some(f) => match f(&request)? {
            Some(v) => Ok(v),
            None => type_error("compile() arg 1 must be a string, bytes or AST object"),
        },
        None if is_text => runtime_error("the module _ast is not available"),
        None => type_error("compile() arg 1 must be a string, bytes or AST object"),
    }
}

/// The namespaces to run in, from the arguments of `eval` or `exec` and the calling frame.
fn namespaces(globals: Option<Value>, locals: Option<Value>) -> Result<(Value, Value)> {
    match (globals, locals) {
        (Some(g), l) => Ok((g, l.unwrap_or(g))),
        (None, l) => {
            let Some(g) = object::state::current_globals() else {
                return system_error("globals and locals cannot be NULL");
            };
            let l = match l {
                Some(l) => l,
                None => frame_locals_now()?,
            };
            Ok((g.value(), l))
        }
    }
}

fn is_mapping(v: Value) -> bool {
    class_of(v).dunder(Id::__getitem__).is_some()
}

/// Code that runs in `globals` must find `__builtins__` there: the caller's.
fn ensure_builtins(globals: Gc<Dict>) -> Result<()> {
    let name = Id::__builtins__.str();
    if globals.get_str(name).is_some() {
        return Ok(());
    }
    // SAFETY: the innermost frame of this thread is live.
    let current = object::state::nth_frame(0).map(|f| unsafe { (*f).function().builtins.value() });
    match current.or_else(|| object::globals::BUILTINS_DICT.get()) {
        Some(b) => globals.set(name.value(), b),
        None => system_error("the builtins module is not there yet"),
    }
}

fn eval(source: Value, globals: Option<Value>, locals: Option<Value>) -> Result<Value> {
    let (globals, locals) = (not_none(globals), not_none(locals));
    if locals.is_some_and(|l| !is_mapping(l)) {
        return type_error("locals must be a mapping");
    }
    if let Some(g) = globals
        && !g.is::<Dict>()
    {
        return type_error(if is_mapping(g) {
            "globals must be a real dict; try eval(code, {}, mapping)"
        } else {
            "globals must be a dict"
        });
    }
    let (g, l) = namespaces(globals, locals)?;
    let Some(g) = g.cast::<Dict>() else { return type_error("globals must be a dict") };
    ensure_builtins(g)?;
    if let Some(c) = source.cast::<Code>() {
        if c.n_free() > 0 {
            return type_error("code object passed to eval() may not contain free variables");
        }
        return run_audited(c, g, l, None);
    }
    let Some(text) = text_of(source)? else {
        return type_error("eval() arg 1 must be a string, bytes or code object");
    };
    let options = options(0, inherited_future(), -1)?;
    let c = compile_audited(source, &text.trimmed(), intern("<string>"), Mode::Eval, &options)?;
    run_audited(c, g, l, None)
}

/// Compiles source text; `given` is what the program passed.
fn compile_audited(
    given: Value,
    text: &Text,
    filename: Gc<Str>,
    mode: Mode,
    options: &Options<'_>,
) -> Result<Gc<Code>> {
    if object::hooks::late().audit.is_some() {
        let shown = match given.cast::<Str>() {
            Some(s) => Bytes::new(s.as_wtf8().as_bytes()).value(),
            None => given,
        };
        object::hooks::audit("compile", &[shown, filename.value()])?;
    }
    object::syntax::compile_source(text.source(), filename, mode, options)
}

fn run_audited(c: Gc<Code>, globals: Gc<Dict>, locals: Value, closure: Option<Gc<Tuple>>) -> Result<Value> {
    object::hooks::audit("exec", &[c.value()])?;
    (hooks().run_code)(c, globals, locals, closure)
}

/// The closure for a code object with free variables.
fn checked_closure(c: Gc<Code>, closure: Option<Value>) -> Result<Option<Gc<Tuple>>> {
    let n = c.n_free() as usize;
    if n == 0 {
        return if closure.is_some() { type_error("cannot use a closure with this code object") } else { Ok(None) };
    }
    let cells = closure.and_then(|t| t.cast_exact::<Tuple>());
    match cells {
        Some(t) if t.as_slice().len() == n && t.as_slice().iter().all(|v| v.is_exact::<Cell>()) => Ok(Some(t)),
        _ => raise_type!("code object requires a closure of exactly length {}", n),
    }
}

fn exec(source: Value, globals: Option<Value>, locals: Option<Value>, closure: Option<Value>) -> Result<()> {
    let (globals, locals, closure) = (not_none(globals), not_none(locals), not_none(closure));
    let (g, l) = namespaces(globals, locals)?;
    let Some(g) = g.cast::<Dict>() else {
        return raise_type!("exec() globals must be a dict, not {}", type_name(g));
    };
    if !is_mapping(l) {
        return raise_type!("locals must be a mapping or None, not {}", type_name(l));
    }
    ensure_builtins(g)?;
    if let Some(c) = source.cast::<Code>() {
        let closure = checked_closure(c, closure)?;
        return run_audited(c, g, l, closure).map(|_| ());
    }
    if closure.is_some() {
        return type_error("closure can only be used when source is a code object");
    }
    let Some(text) = text_of(source)? else {
        return type_error("exec() arg 1 must be a string, bytes or code object");
    };
    let options = options(0, inherited_future(), -1)?;
    let c = compile_audited(source, &text, intern("<string>"), Mode::Exec, &options)?;
    run_audited(c, g, l, None).map(|_| ())
}

pub(super) static ROWS: &[Row] = &[
    Row::function(
        "compile($module, /, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        native(compile),
    )
    .doc("Compile source into a code object that can be executed by exec() or eval().\n\nThe source code may represent a Python module, statement or\nexpression.\nThe filename will be used for run-time error messages.\nThe mode must be 'exec' to compile a module, 'single' to compile a\nsingle (interactive) statement, or 'eval' to compile an expression.\nThe flags argument, if present, controls which future statements\ninfluence the compilation of the code.\nThe dont_inherit argument, if true, stops the compilation inheriting\nthe effects of any future statements in effect in the code calling\ncompile; if absent or false these statements do influence the\ncompilation, in addition to any features explicitly specified."),
    Row::function("eval($module, source, /, globals=None, locals=None)", native(eval)).doc("Evaluate the given source in the context of globals and locals.\n\nThe source may be a string representing a Python expression\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it."),
    Row::function("exec($module, source, /, globals=None, locals=None, *, closure=None)", native(exec)).doc("Execute the given source in the context of globals and locals.\n\nThe source may be a string representing one or more Python statements\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it.\nThe closure must be a tuple of cellvars, and can only be used\nwhen source is a code object requiring exactly that many cellvars."),
];
