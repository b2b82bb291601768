//! The object half of the built-in types, called without an interpreter.

use object::gc::{Object, ValueExt};
use object::{Class, Dict, List, Str, attr, call, intern, number, repr, seq};

fn boot() {
    heap::init(None);
    object::boot::boot();
    builtins::boot();
    // The thread state is leaked: it lives as long as the test process.
    let t = Box::leak(object::state::ThreadState::new());
    // SAFETY: this thread holds the lock of the heap that it initialised.
    unsafe { object::state::set_current(t) };
}

fn show(v: heap::Value) -> String {
    repr::repr(v).map_or_else(|_| "error".to_owned(), |s| s.to_string_lossy())
}

#[test]
fn classes_and_aliases() {
    boot();
    let ns = Dict::new();
    ns.set_text("__slots__", seq::tuple(&[intern("b").value(), intern("a").value()]));
    ns.set_text("__module__", intern("m").value());
    let args = [Str::new("C").value(), seq::tuple(&[]), ns.value()];
    let c = call::call(Class::class().value(), &args).expect("type() makes a class");
    assert_eq!(show(c), "<class 'm.C'>");
    let obj = call::call(c, &[]).expect("a class is callable");
    attr::setattr(obj, intern("a"), Some(number::int(7))).expect("a slot can be set");
    assert_eq!(show(attr::getattr(obj, intern("a")).expect("a slot can be read")), "7");
    assert!(attr::setattr(obj, intern("x"), Some(number::int(7))).is_err());
    let _ = object::error::take_pending();
    let alias = object::ops::getitem(List::class().value(), object::Int::class().value()).expect("list[int]");
    assert_eq!(show(alias), "list[int]");
    let union =
        object::ops::binary(object::ops::BinOp::Or, object::Int::class().value(), object::none()).expect("int | None");
    assert_eq!(show(union), "int | None");
    assert!(c.cast::<Class>().is_some_and(|c| c.mro.as_slice().len() == 2));
}
