//! `_opcode`: facts about instructions, for `dis` and `opcode`.

use heap::{GcVec, Value};
use object::gc::ValueExt;
use object::{Gc, List, Module, Result, Row, Str, intern, native, none, number};

use crate::opcode_table::{Effect, TABLE};

fn row(opcode: i64) -> Option<&'static (i64, &'static str, Effect)> {
    TABLE.binary_search_by_key(&opcode, |r| r.0).ok().map(|i| &TABLE[i])
}

fn has(opcode: i64, property: char) -> bool {
    row(opcode).is_some_and(|r| r.1.contains(property))
}

fn effect(opcode: i64, arg: i64, jump: Option<bool>) -> Option<i64> {
    Some(match row(opcode)?.2 {
        Effect::Fixed(n) => n,
        Effect::Linear(n, k) => n + k * arg,
        Effect::LowBit(n, k) => n + k * (arg & 1),
        Effect::Jump(stay, go) => match jump {
            Some(true) => go,
            Some(false) => stay,
            None => stay.max(go),
        },
        Effect::UnpackEx => (arg & 0xff) + (arg >> 8),
        Effect::Specialized => return None,
    })
}

fn stack_effect(opcode: i32, oparg: Option<Value>, jump: Option<Value>) -> Result<i64> {
    let opcode = i64::from(opcode);
    let arg = match oparg.filter(|a| !object::misc::is_none(*a)) {
        Some(a) => object::ops::to_i64(a)?,
        None => 0,
    };
    let jump = match jump.filter(|j| !object::misc::is_none(*j)) {
        None => None,
        Some(j) => match number::as_bool(j) {
            Some(b) => Some(b),
            None => return object::value_error("stack_effect: jump must be False, True or None"),
        },
    };
    match effect(opcode, arg, jump) {
        Some(n) => Ok(n),
        None => object::value_error("invalid opcode or oparg"),
    }
}

fn is_valid(opcode: i32) -> bool {
    row(i64::from(opcode)).is_some()
}

fn has_arg(opcode: i32) -> bool {
    has(i64::from(opcode), 'a')
}

fn has_const(opcode: i32) -> bool {
    has(i64::from(opcode), 'c')
}

fn has_name(opcode: i32) -> bool {
    has(i64::from(opcode), 'n')
}

fn has_jump(opcode: i32) -> bool {
    has(i64::from(opcode), 'j')
}

fn has_free(opcode: i32) -> bool {
    has(i64::from(opcode), 'f')
}

fn has_local(opcode: i32) -> bool {
    has(i64::from(opcode), 'l')
}

fn has_exc(opcode: i32) -> bool {
    has(i64::from(opcode), 'e')
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    List::new(items.collect::<GcVec<Value>>()).value()
}

fn texts(names: &'static [&'static str]) -> Value {
    list(names.iter().map(|n| intern(n).value()))
}

/// The operators of BINARY_OP: number order; each again in place, then the subscript.
const OPERATORS: &[(&str, &str)] = &[
    ("ADD", "+"),
    ("AND", "&"),
    ("FLOOR_DIVIDE", "//"),
    ("LSHIFT", "<<"),
    ("MATRIX_MULTIPLY", "@"),
    ("MULTIPLY", "*"),
    ("REMAINDER", "%"),
    ("OR", "|"),
    ("POWER", "**"),
    ("RSHIFT", ">>"),
    ("SUBTRACT", "-"),
    ("TRUE_DIVIDE", "/"),
    ("XOR", "^"),
];

fn get_nb_ops() -> Value {
    let pair = |name: String, symbol: String| object::seq::tuple(&[Str::new(&name).value(), Str::new(&symbol).value()]);
    let plain = OPERATORS.iter().map(|(n, s)| pair(format!("NB_{n}"), (*s).to_owned()));
    let in_place = OPERATORS.iter().map(|(n, s)| pair(format!("NB_INPLACE_{n}"), format!("{s}=")));
    list(plain.chain(in_place).chain([pair("NB_SUBSCR".to_owned(), "[]".to_owned())]))
}

fn get_intrinsic1_descs() -> Value {
    texts(&[
        "INTRINSIC_1_INVALID",
        "INTRINSIC_PRINT",
        "INTRINSIC_IMPORT_STAR",
        "INTRINSIC_STOPITERATION_ERROR",
        "INTRINSIC_ASYNC_GEN_WRAP",
        "INTRINSIC_UNARY_POSITIVE",
        "INTRINSIC_LIST_TO_TUPLE",
        "INTRINSIC_TYPEVAR",
        "INTRINSIC_PARAMSPEC",
        "INTRINSIC_TYPEVARTUPLE",
        "INTRINSIC_SUBSCRIPT_GENERIC",
        "INTRINSIC_TYPEALIAS",
    ])
}

fn get_intrinsic2_descs() -> Value {
    texts(&[
        "INTRINSIC_2_INVALID",
        "INTRINSIC_PREP_RERAISE_STAR",
        "INTRINSIC_TYPEVAR_WITH_BOUND",
        "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
        "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
        "INTRINSIC_SET_TYPEPARAM_DEFAULT",
    ])
}

fn get_special_method_names() -> Value {
    texts(&["__enter__", "__exit__", "__aenter__", "__aexit__"])
}

/// Code has no executors of CPython's kind: any offset of an instruction has none.
fn get_executor(code: Value, offset: i32) -> Result<Value> {
    let Some(c) = code.cast::<object::code::Code>() else {
        return object::raise_type!("expected a code object, not '{}'", object::repr::type_name(code));
    };
    if offset < 0 || offset as usize >= c.data.code.len() {
        return object::value_error("no executor exists at address");
    }
    Ok(none())
}

fn get_specialization_stats() -> Value {
    none()
}

macro_rules! predicates {
    ($($f:ident $doc:literal;)*) => {
        &[$(Row::function(concat!(stringify!($f), "($module, /, opcode)"), native($f)).doc($doc),)*]
    };
}

static PREDICATES: &[Row] = predicates! {
    is_valid "Whether there is such an instruction.";
    has_arg "Whether the instruction uses its argument.";
    has_const "Whether the argument is the number of a constant.";
    has_name "Whether the argument is the number of a name.";
    has_jump "Whether the argument is a jump's distance.";
    has_free "Whether the argument is the number of a free variable.";
    has_local "Whether the argument is the number of a local variable.";
    has_exc "Whether the instruction sets up an exception handler.";
};

static ROWS: &[Row] = &[
    Row::function("stack_effect($module, opcode, oparg=None, /, *, jump=None)", native(stack_effect))
        .doc("How the instruction changes the depth of the stack."),
    Row::function("get_nb_ops($module, /)", native(get_nb_ops)).doc("Names and symbols of the binary operators."),
    Row::function("get_intrinsic1_descs($module, /)", native(get_intrinsic1_descs))
        .doc("Names of the intrinsic functions of one argument."),
    Row::function("get_intrinsic2_descs($module, /)", native(get_intrinsic2_descs))
        .doc("Names of the intrinsic functions of two arguments."),
    Row::function("get_special_method_names($module, /)", native(get_special_method_names))
        .doc("The special methods that LOAD_SPECIAL loads, by number."),
    Row::function("get_executor($module, /, code, offset)", native(get_executor))
        .doc("The executor at an offset of a code object, or None."),
    Row::function("get_specialization_stats($module, /)", native(get_specialization_stats))
        .doc("Counts of specializations, where such are collected."),
];

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_opcode");
    m.set_doc("Facts about instructions.");
    m.add_rows(ROWS);
    m.add_rows(PREDICATES);
    m.set("ENABLE_SPECIALIZATION", object::bool_value(false));
    m.set("ENABLE_SPECIALIZATION_FT", object::bool_value(false));
    Ok(m)
}
