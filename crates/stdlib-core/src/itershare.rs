//! `itertools.tee` and `itertools.groupby`: iterators that share a source.

use builtins::iters::itself;
use heap::{GcVec, Head, Value};
use object::call::call;
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::iter::{get_iter, next};
use object::map::class_of;
use object::misc::not_none;
use object::{Gc, Module, Result, Row, intern, native, object_type, ops};

use crate::itertools::{HEAD, iterator, next_row};

/// Items of a tee's source per block.
const BLOCK: usize = 57;

/// A stretch of the items that a tee's source gave: every iterator of the tee keeps the block that it is in, so blocks
/// that all have left are garbage.
#[repr(C)]
pub struct TeeBlock {
    head: Head,
    it: Value,
    items: GcVec<Value>,
    next: Option<Gc<TeeBlock>>,
    running: bool,
}
object_type!(TeeBlock);

/// One iterator of a tee.
#[repr(C)]
pub struct Tee {
    head: Head,
    block: Gc<TeeBlock>,
    index: usize,
}
object_type!(Tee);

/// `groupby`.
#[repr(C)]
pub struct GroupBy {
    head: Head,
    it: Value,
    keyfunc: Option<Value>,
    /// The key of the group that was given last, and key and value of the item read last.
    target: Option<Value>,
    key: Option<Value>,
    value: Option<Value>,
    /// The group that may read on.
    current: Option<Gc<Grouper>>,
}
object_type!(GroupBy);

/// The iterator over one group.
#[repr(C)]
pub struct Grouper {
    head: Head,
    parent: Gc<GroupBy>,
    target: Option<Value>,
}
object_type!(Grouper);

static FUNCTIONS: &[Row] =
    &[Row::function("tee($module, iterable, n=2, /)", native(tee)).doc("Returns a tuple of n independent iterators.")];
static BLOCK_ROWS: &[Row] = &[];
static GROUPER: &[Row] = &[
    Row::method("__iter__($self, /)", native(itself::<Grouper>)).doc("Implement iter(self)."),
    Row::method("__next__($self, /)", native(next_row::<Grouper>)).doc("Implement next(self)."),
];

/// Declares the classes and `tee`.
pub fn add_to(m: Gc<Module>) {
    let no = ClassFlags::NO_INSTANTIATE;
    let block = ClassBuilder::new::<TeeBlock>("itertools._tee_dataobject").flags(no).rows(&[BLOCK_ROWS]).build();
    m.set("_tee_dataobject", block);
    let mut tee_class = iterator!(
        m,
        Tee,
        "_tee",
        "__new__($type, iterable, /)",
        tee_new,
        tee_advance,
        "Iterator wrapped to make it copyable.",
        Row::method("__copy__($self, /)", native(tee_copy)).doc("Returns an independent iterator."),
    );
    tee_class.flags.0 |= ClassFlags::WEAKREF;
    m.add_rows(FUNCTIONS);
    let _ = iterator!(
        m,
        GroupBy,
        "groupby",
        "__new__($type, /, iterable, key=None)",
        groupby_new,
        groupby_advance,
        "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  \
         key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping."
    );
    let grouper = ClassBuilder::new::<Grouper>("itertools._grouper")
        .flags(no)
        .rows(&[GROUPER])
        // SAFETY: a class's advance function gets its exact instances.
        .next_fn(|g| grouper_advance(unsafe { g.cast_unchecked() }))
        .build();
    m.set("_grouper", grouper);
}

fn new_block(it: Value) -> Gc<TeeBlock> {
    TeeBlock { head: HEAD, it, items: GcVec::new(), next: None, running: false }.alloc()
}

fn tee_new(class: Gc<Class>, iterable: Value) -> Result<Gc<Tee>> {
    let it = get_iter(iterable)?;
    if let Some(t) = it.cast::<Tee>() {
        return Ok(tee_copy(t));
    }
    Ok(Tee { head: HEAD, block: new_block(it), index: 0 }.alloc_in(class))
}

fn tee_copy(t: Gc<Tee>) -> Gc<Tee> {
    Tee { head: HEAD, block: t.block, index: t.index }.alloc_in(class_of(t.value()))
}

fn tee_advance(mut t: Gc<Tee>) -> Result<Option<Value>> {
    if t.index == BLOCK {
        let mut block = t.block;
        let following = match block.next {
            Some(b) => b,
            None => {
                let b = new_block(block.it);
                block.next = Some(b);
                b
            }
        };
        t.block = following;
        t.index = 0;
    }
    let mut block = t.block;
    if let Some(v) = block.items.get(t.index).copied() {
        t.index += 1;
        return Ok(Some(v));
    }
    if block.running {
        return object::runtime_error("cannot re-enter the tee iterator");
    }
    block.running = true;
    let r = next(block.it);
    block.running = false;
    let Some(v) = r? else { return Ok(None) };
    block.items.push(v);
    t.index += 1;
    Ok(Some(v))
}

fn tee(iterable: Value, n: Option<isize>) -> Result<Value> {
    let n = crate::itertools::non_negative(n.unwrap_or(2), "n must be >= 0")?;
    if n == 0 {
        return Ok(object::seq::tuple(&[]));
    }
    let it = get_iter(iterable)?;
    let mut out: GcVec<Value> = GcVec::with_capacity(n);
    let copy = match object::attr::find_attr(it, intern("__copy__"))? {
        Some(copy) => {
            out.push(call(copy, &[])?);
            copy
        }
        None => {
            let first = Tee { head: HEAD, block: new_block(it), index: 0 }.alloc().value();
            out.push(first);
            object::attr::getattr(first, intern("__copy__"))?
        }
    };
    while out.len() < n {
        out.push(call(copy, &[])?);
    }
    Ok(object::seq::tuple(&out))
}

fn groupby_new(class: Gc<Class>, iterable: Value, key: Option<Value>) -> Result<Gc<GroupBy>> {
    let it = get_iter(iterable)?;
    Ok(GroupBy { head: HEAD, it, keyfunc: not_none(key), target: None, key: None, value: None, current: None }
        .alloc_in(class))
}

/// Reads the next item and its key; false at the end.
fn read(mut g: Gc<GroupBy>) -> Result<bool> {
    let Some(v) = next(g.it)? else { return Ok(false) };
    let key = match g.keyfunc {
        None => v,
        Some(f) => call(f, &[v])?,
    };
    g.value = Some(v);
    g.key = Some(key);
    Ok(true)
}

fn groupby_advance(mut g: Gc<GroupBy>) -> Result<Option<Value>> {
    g.current = None;
    // Skip the rest of the present group. The keys are held here, because comparing may advance the iterator.
    loop {
        match (g.key, g.target) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(k), Some(t)) => {
                if !ops::eq(t, k)? {
                    break;
                }
            }
        }
        if !read(g)? {
            return Ok(None);
        }
    }
    g.target = g.key;
    let grouper = Grouper { head: HEAD, parent: g, target: g.target }.alloc();
    g.current = Some(grouper);
    let key = g.key.expect("an item was read");
    Ok(Some(object::seq::tuple(&[key, grouper.value()])))
}

fn grouper_advance(it: Gc<Grouper>) -> Result<Option<Value>> {
    let mut g = it.parent;
    if g.current != Some(it) {
        return Ok(None);
    }
    if g.value.is_none() && !read(g)? {
        return Ok(None);
    }
    let (Some(target), Some(key)) = (it.target, g.key) else { return Ok(None) };
    if !ops::eq(target, key)? {
        return Ok(None);
    }
    Ok(g.value.take())
}
