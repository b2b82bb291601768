//! What machine code calls, and what the optimiser must know of the heap.

use std::panic::{AssertUnwindSafe, catch_unwind};

use heap::{Bump, Value};
use machine::helper::Helper;
use machine::traits::Alias;
use object::frame::{Frame, Generator};
use object::gc::ValueExt;
use object::state::ThreadState;
use object::{Cell, Float, Gc, NativeFn, Object, Result, Tuple};
use opt::{FrameLayout, Maker, Shapes};

/// The word of a result, zero for an error; a panic must not unwind through machine code.
fn guarded(call: impl FnOnce() -> Result<Value>) -> u64 {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(v)) => v.bits() as u64,
        Ok(Err(_)) => 0,
        Err(payload) if payload.is::<object::error::OutOfMemory>() => {
            let _: Result<()> = object::memory_error();
            0
        }
        Err(_) => {
            // The panic hook has told what is to be told.
            std::process::abort();
        }
    }
}

unsafe fn values<'a>(args: *const u64, n: u64) -> &'a [Value] {
    // SAFETY: machine code passes the address of as many words, none of which is empty.
    unsafe { std::slice::from_raw_parts(args.cast(), n as usize) }
}

extern "C" fn call_helper(descriptor: u64, args: *const u64, n: u64) -> u64 {
    // SAFETY: the descriptor of a `Call` is the address of a static helper.
    let (h, args) = unsafe { (&*(descriptor as *const Helper), values(args, n)) };
    guarded(|| (h.f)(args))
}

/// Adds a constant to a set, unless that was done and nothing was removed since; see [`Shapes::adder_once`].
extern "C" fn add_once(cell: *mut u64, set: u64, version: u64) -> u64 {
    // SAFETY: machine code passes one of its cells, which live as long as it does, and a set with its count of removals.
    unsafe {
        if *cell == set && *cell.add(1) == version {
            return object::none().bits() as u64;
        }
        guarded(|| {
            let (known, is_tuple, n) = (*cell.add(2), *cell.add(3) != 0, *cell.add(4) as usize);
            let key = match Value::opt_from_bits(known as usize) {
                Some(key) => key,
                None if is_tuple => Tuple::from_slice(values(cell.add(5), n as u64)).value(),
                None => Value::from_bits(*cell.add(5) as usize),
            };
            *cell.add(2) = key.bits() as u64;
            let s: Gc<object::Set> = Value::from_bits(set as usize).cast_unchecked();
            assert!(s.add_plain(key), "VM bug: a number cannot be added to a set");
            (*cell, *cell.add(1)) = (set, version);
            Ok(object::none())
        })
    }
}

extern "C" fn call_native(function: u64, args: *const u64, n: u64) -> u64 {
    // SAFETY: the immediate of a `CallNative` is a built-in function object, which the tree keeps alive.
    let (f, args) = unsafe { (Gc::<NativeFn>::from_raw(function as *mut NativeFn), values(args, n)) };
    guarded(|| object::call::run_native(f, args, &[]))
}

extern "C" fn alloc(map: u64, bytes: u64) -> u64 {
    heap::alloc(map as *const heap::Shape, bytes as usize) as u64
}

extern "C" fn box_float(f: f64) -> u64 {
    object::number::float(f).bits() as u64
}

fn bump_of(bytes: u64) -> Option<(u64, u64)> {
    heap::bump_of(bytes as usize, false).map(|(bump, size): (*mut Bump, usize)| (bump as u64, size as u64))
}

static RUNTIME: std::sync::OnceLock<backend::Runtime> = std::sync::OnceLock::new();

/// What machine code calls. It is first asked for under the GIL.
pub(crate) fn runtime() -> backend::Runtime {
    *RUNTIME.get_or_init(make_runtime)
}

fn make_runtime() -> backend::Runtime {
    backend::Runtime {
        call_helper: call_helper as *const () as usize,
        call_native: call_native as *const () as usize,
        alloc: alloc as *const () as usize,
        box_float: box_float as *const () as usize,
        float_map: Float::class().instance_map.as_ptr() as u64,
        true_word: object::bool_value(true).bits() as u64,
        false_word: object::bool_value(false).bits() as u64,
        bump_of,
    }
}

/// What the optimiser must know of the heap.
pub(crate) fn shapes() -> Shapes {
    use std::mem::offset_of;
    let maker = |h: &'static Helper, map: *mut object::Map, items: usize, len: Option<usize>| Maker {
        helper: std::ptr::from_ref(h) as u64,
        map: map as u64,
        items: items as u32,
        len: len.map(|n| n as u32),
        // What has a length is a tuple, and a cell may be given another content.
        constant: len.map(|_| Alias::Tuple as u32),
    };
    let aliases = |list: &[Alias]| list.iter().map(|a| *a as u32).collect::<Vec<u32>>();
    Shapes {
        makers: vec![
            maker(
                &machine::frames::MAKE_TUPLE,
                Tuple::class().instance_map.as_ptr(),
                Tuple::ITEMS_OFFSET,
                Some(Tuple::LEN_OFFSET),
            ),
            maker(&machine::names::NEW_CELL, Cell::class().instance_map.as_ptr(), offset_of!(Cell, content), None),
        ],
        none: object::none().bits() as u64,
        falsehood: object::bool_value(false).bits() as u64,
        truth: object::bool_value(true).bits() as u64,
        none_map: object::map_of(object::none()).as_ptr() as u64,
        bool_map: object::map_of(object::bool_value(true)).as_ptr() as u64,
        float_map: Float::class().instance_map.as_ptr() as u64,
        containers: aliases(&[Alias::ListBuffer, Alias::ListLength, Alias::ListItem, Alias::Dict, Alias::Iterator]),
        constant: {
            let mut all = aliases(&[Alias::Tuple, Alias::Method]);
            all.push(record::alias::NONE);
            all
        },
        volatile: vec![record::alias::VOLATILE],
        frame: FrameLayout {
            size: size_of::<Frame<Value>>() as u32,
            code: offset_of!(Frame<Value>, code) as u32,
            pc: offset_of!(Frame<Value>, pc) as u32,
            prev: offset_of!(Frame<Value>, prev) as u32,
            slots: offset_of!(Frame<Value>, slots) as u32,
            sp: offset_of!(Frame<Value>, sp) as u32,
            ret_sp: offset_of!(Frame<Value>, ret_sp) as u32,
            func: offset_of!(Frame<Value>, func) as u32,
            locals: offset_of!(Frame<Value>, locals) as u32,
            object: offset_of!(Frame<Value>, object) as u32,
            generator: offset_of!(Frame<Value>, generator) as u32,
            cont_flags: offset_of!(Frame<Value>, cont) as u32,
            events: offset_of!(Frame<Value>, last_line) as u32,
        },
        thread_frame: offset_of!(ThreadState, frame) as u32,
        thread_observing: offset_of!(ThreadState, tracing) as u32,
        thread_level: offset_of!(ThreadState, exc_info) as u32,
        generator_frame: offset_of!(Generator, frame) as u32,
        generator_level: offset_of!(Generator, exc) as u32,
        generator_previous: (offset_of!(Generator, exc) + offset_of!(object::state::ExcInfo, previous)) as u32,
        keeper: &raw const machine::frames::SAVE_VARIABLES as u64,
        adder: &raw const machine::build::SET_ADD_PLAIN as u64,
        adder_once: add_once as *const () as u64,
        list: (Alias::ListItem as u32, Alias::ListLength as u32),
        list_buffer: Alias::ListBuffer as u32,
        exception: Alias::Exception as u32,
    }
}
