//! `_symtable`: the symbol tables of a source, as objects.

use front::symtable::{Block, BlockKind, SCOPE_OFFSET};
use front::{Mode, Options, Source};
use heap::{GcVec, Head, Value};
use object::class::ClassFlags;
use object::gc::ValueExt;
use object::{
    Bytes, ClassBuilder, Dict, Gc, List, Module, Object, Result, Row, Str, native, number, object_type, value_error,
};

/// `_symtable`'s `symtable entry`.
#[repr(C)]
pub struct Entry {
    head: Head,
    name: Gc<Str>,
    symbols: Gc<Dict>,
    varnames: Gc<List>,
    children: Gc<List>,
    nested: bool,
    kind: i64,
    lineno: i64,
}
object_type!(Entry);

static ENTRY_ROWS: &[Row] = &[
    Row::method("__repr__($self, /)", native(show)).doc("Return repr(self)."),
    Row::getter("id", native(|e: Gc<Entry>| object::repr::id(e.value()) as i64)),
    Row::getter("name", native(|e: Gc<Entry>| e.name)),
    Row::getter("symbols", native(|e: Gc<Entry>| e.symbols)),
    Row::getter("varnames", native(|e: Gc<Entry>| e.varnames)),
    Row::getter("children", native(|e: Gc<Entry>| e.children)),
    Row::getter("nested", native(|e: Gc<Entry>| i64::from(e.nested))),
    Row::getter("type", native(|e: Gc<Entry>| e.kind)),
    Row::getter("lineno", native(|e: Gc<Entry>| e.lineno)),
];

static ROWS: &[Row] = &[Row::function("symtable($module, source, filename, startstr, /)", native(symtable))
    .doc("Return symbol and scope dictionaries used internally by compiler.")];

/// The flags of a symbol, the scopes behind [`SCOPE_OFFSET`], and the kinds of blocks.
const NUMBERS: &[(&str, i64)] = &[
    ("CELL", 5),
    ("DEF_ANNOT", 256),
    ("DEF_BOUND", 134),
    ("DEF_COMP_CELL", 2048),
    ("DEF_COMP_ITER", 512),
    ("DEF_FREE_CLASS", 64),
    ("DEF_GLOBAL", 1),
    ("DEF_IMPORT", 128),
    ("DEF_LOCAL", 2),
    ("DEF_NONLOCAL", 8),
    ("DEF_PARAM", 4),
    ("DEF_TYPE_PARAM", 1024),
    ("FREE", 4),
    ("GLOBAL_EXPLICIT", 2),
    ("GLOBAL_IMPLICIT", 3),
    ("LOCAL", 1),
    ("SCOPE_MASK", 15),
    ("SCOPE_OFF", SCOPE_OFFSET as i64),
    ("TYPE_ANNOTATION", BlockKind::Annotation as i64),
    ("TYPE_CLASS", BlockKind::Class as i64),
    ("TYPE_FUNCTION", BlockKind::Function as i64),
    ("TYPE_MODULE", BlockKind::Module as i64),
    ("TYPE_TYPE_ALIAS", BlockKind::TypeAlias as i64),
    ("TYPE_TYPE_PARAMETERS", BlockKind::TypeParameters as i64),
    ("TYPE_TYPE_VARIABLE", BlockKind::TypeVariable as i64),
    ("USE", 16),
];

/// The module `_symtable`.
///
/// # Errors
/// None; the signature is that of all modules.
pub fn create() -> Result<Gc<Module>> {
    let _ = ClassBuilder::new::<Entry>("symtable entry").flags(ClassFlags::NO_INSTANTIATE).rows(&[ENTRY_ROWS]).build();
    let module = Module::new("_symtable");
    module.add_rows(ROWS);
    for (name, n) in NUMBERS {
        module.set(name, number::int(*n));
    }
    Ok(module)
}

fn show(this: Gc<Entry>) -> String {
    format!("<symtable entry {}({}), line {}>", this.name, object::repr::id(this.value()), this.lineno)
}

fn symtable(source: Value, filename: Value, startstr: Gc<Str>) -> Result<Value> {
    let mode = match startstr.to_str() {
        Some("exec") => Mode::Exec,
        Some("eval") => Mode::Eval,
        Some("single") => Mode::Single,
        _ => return value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'"),
    };
    let filename = builtins::fsname::decode(&builtins::fsname::fs_bytes(filename)?);
    let text = match (source.cast::<Str>(), source.cast::<Bytes>()) {
        (Some(s), _) => match s.to_str() {
            Some(s) => Source::Text(s),
            None => return object::error::surrogates_not_allowed(s),
        },
        (None, Some(b)) => Source::Bytes(b.as_slice()),
        (None, None) => return object::type_error("symtable() arg 1 must be a string or bytes"),
    };
    let options = Options { decoder: Some(&object::syntax::decode_by_codec), ..Options::default() };
    match front::symtable::symtable(text, &filename.to_string_lossy(), mode, &options) {
        Ok(top) => entry(&top),
        Err(fault) => Err(object::syntax::raise_fault(&fault, filename.value())),
    }
}

fn entry(block: &Block) -> Result<Value> {
    let symbols = Dict::new();
    for (name, flags) in &block.symbols {
        symbols.set(Str::from_wtf8(name).value(), number::int(i64::from(*flags)))?;
    }
    let varnames: GcVec<Value> = block.varnames.iter().map(|name| Str::from_wtf8(name).value()).collect();
    let mut children = GcVec::new();
    for child in &block.children {
        children.push(entry(child)?);
    }
    let made = Entry {
        head: Head { map: std::ptr::null() },
        name: Str::from_wtf8(&block.name),
        symbols,
        varnames: List::new(varnames),
        children: List::new(children),
        nested: block.nested,
        kind: block.kind as i64,
        lineno: i64::from(block.lineno),
    };
    Ok(made.alloc().value())
}
