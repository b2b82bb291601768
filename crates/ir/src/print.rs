//! Functions as text.
//!
//! ```text
//! inputs 1
//! v1 = Word #int(0)
//! b0:
//!   v0: V = Input #0x0
//!   jump b1(v1)
//! b1(v2: V):
//!   v3 = CmpLt v2, v0
//!   GuardTrue v3 !e0
//!   v4 = AddOvf v2, v0 !b2
//!   jump b1(v4)
//! b2 cold:
//!   exit e1
//! e0: [v2]
//! e1: [v2, v0]
//! ```
//!
//! An operation is its name, its operands, `#` with the immediate and `@` with the second one unless they are zero, and
//! `!` with where it leads when it fails. An immediate is a hexadecimal number, a small int's word `int(n)`, a flonum's
//! word `flo(x)`, a double's bits `f(x)`, or a name that the caller knows. Operations before the first block stand in no
//! block: constants, and inputs that are read on entry. A result's type is written when it is not the operation's own.

use std::fmt::Write;

use crate::code::{Code, Type};
use crate::func::{Block, Fail, Func, Inst, Ref, Term};
use crate::word;

/// Gives names to immediates: maps, helpers, addresses. Names consist of letters, digits, `_`, `.`, `:` and `-` and begin
/// with a letter.
pub type Names<'a> = &'a dyn Fn(&Inst) -> Option<String>;

/// The function as text, with numbers for all immediates.
#[must_use]
pub fn print(func: &Func) -> String {
    print_named(func, &|_| None)
}

/// The function as text, with names for immediates where there are any.
#[must_use]
pub fn print_named(func: &Func, names: Names) -> String {
    let mut out = String::new();
    put(&mut out, format_args!("inputs {}\n", func.inputs));
    for r in unplaced(func) {
        put(&mut out, format_args!("{}\n", inst(func, r, names)));
    }
    for (n, block) in func.blocks.iter().enumerate() {
        put(&mut out, format_args!("{}\n", head(func, n, block)));
        for r in &block.insts {
            put(&mut out, format_args!("  {}\n", inst(func, *r, names)));
        }
        match &block.term {
            Term::Jump(to, args) if args.is_empty() => put(&mut out, format_args!("  jump b{}\n", to.0)),
            Term::Jump(to, args) => put(&mut out, format_args!("  jump b{}({})\n", to.0, refs(args))),
            Term::Exit(e) => put(&mut out, format_args!("  exit e{}\n", e.0)),
        }
    }
    for (n, exit) in func.exits.iter().enumerate() {
        put(&mut out, format_args!("e{n}: [{}]\n", refs(&exit.values)));
    }
    out
}

fn put(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a string does not fail.
    out.write_fmt(text).unwrap_or_default();
}

fn refs(list: &[Ref]) -> String {
    list.iter().map(|r| format!("v{}", r.0)).collect::<Vec<_>>().join(", ")
}

/// What is used but stands in no block, in the order of the arena.
#[must_use]
pub fn unplaced(func: &Func) -> Vec<Ref> {
    let mut placed = vec![false; func.insts.len()];
    let mut used = vec![false; func.insts.len()];
    let mut mark = |refs: &[Ref]| {
        for r in refs {
            if let Some(used) = used.get_mut(r.index()) {
                *used = true;
            }
        }
    };
    for block in &func.blocks {
        for r in block.params.iter().chain(&block.insts) {
            if let Some(placed) = placed.get_mut(r.index()) {
                *placed = true;
            }
        }
        for r in &block.insts {
            if let Some(inst) = func.insts.get(r.index()) {
                mark(&inst.args);
            }
        }
        if let Term::Jump(_, args) = &block.term {
            mark(args);
        }
    }
    for exit in &func.exits {
        mark(&exit.values);
    }
    (0..func.insts.len()).filter(|i| used[*i] && !placed[*i]).map(|i| Ref(i as u32)).collect()
}

fn head(func: &Func, n: usize, block: &Block) -> String {
    let mut text = format!("b{n}");
    if !block.params.is_empty() {
        let params: Vec<String> = block.params.iter().map(|p| format!("v{}: {:?}", p.0, func.ty(*p))).collect();
        put(&mut text, format_args!("({})", params.join(", ")));
    }
    if block.cold {
        text.push_str(" cold");
    }
    text.push(':');
    text
}

/// One operation as a line of text.
#[must_use]
pub fn inst(func: &Func, r: Ref, names: Names) -> String {
    let inst = func.inst(r);
    let mut text = String::new();
    let ty = func.ty(r);
    if ty != inst.code.result() {
        put(&mut text, format_args!("v{}: {ty:?} = ", r.0));
    } else if ty != Type::N {
        put(&mut text, format_args!("v{} = ", r.0));
    }
    text.push_str(inst.code.name());
    if !inst.args.is_empty() {
        put(&mut text, format_args!(" {}", refs(&inst.args)));
    }
    let immediate = inst.code.operands().is_empty() && !inst.code.variadic();
    if immediate || inst.imm != 0 {
        put(&mut text, format_args!(" #{}", imm(inst, names)));
    }
    if inst.aux != 0 {
        put(&mut text, format_args!(" @{}", inst.aux));
    }
    match inst.fail {
        Fail::None => {}
        Fail::Exit(e) => put(&mut text, format_args!(" !e{}", e.0)),
        Fail::Block(b) => put(&mut text, format_args!(" !b{}", b.0)),
    }
    text
}

fn imm(inst: &Inst, names: Names) -> String {
    if let Some(name) = names(inst) {
        return name;
    }
    let bits = inst.imm;
    match inst.code {
        Code::Word | Code::GuardIs | Code::GuardIsNot if word::is_int(bits) => format!("int({})", word::untag(bits)),
        Code::Word if word::is_flonum(bits) => format!("flo({:?})", word::as_flonum(bits)),
        Code::Float if !f64::from_bits(bits).is_nan() => format!("f({:?})", f64::from_bits(bits)),
        _ => format!("{bits:#x}"),
    }
}
