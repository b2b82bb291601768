//! Every module can be created, and its functions can be called.

use object::gc::ValueExt;
use object::{Str, Tuple, intern, number};

#[test]
fn modules_work() {
    heap::init(None);
    object::boot::boot();
    builtins::boot();
    // The thread state is leaked: it lives as long as the test process.
    let t = Box::leak(object::state::ThreadState::new());
    // SAFETY: this thread holds the lock of the heap that it initialised.
    unsafe { object::state::set_current(t) };
    let mut posix = None;
    let mut time = None;
    for (name, create) in stdlib_os::MODULES {
        let m = create().unwrap_or_else(|_| panic!("cannot create {name}"));
        match *name {
            "posix" => posix = Some(m),
            "time" => time = Some(m),
            _ => {}
        }
    }
    let (posix, time) = (posix.expect("posix is in the table"), time.expect("time is in the table"));
    let call = |m: object::Gc<object::Module>, name: &str, args: &[heap::Value]| {
        let f = m.dict.get_text(name).unwrap_or_else(|| panic!("no {name}"));
        object::call::call(f, args).unwrap_or_else(|_| panic!("{name} raised"))
    };
    assert_eq!(number::as_i64(call(posix, "getpid", &[])), Some(i64::from(std::process::id())));
    let cwd = call(posix, "getcwd", &[]).cast::<Str>().expect("a string").to_string_lossy();
    assert_eq!(std::path::Path::new(&cwd), std::env::current_dir().expect("a directory"));
    let stat = call(posix, "stat", &[Str::new("/").value()]).cast::<Tuple>().expect("a tuple");
    assert_eq!(stat.as_slice().len(), 10);
    let mtime = object::attr::getattr(stat.value(), intern("st_mtime_ns")).expect("a field");
    assert!(number::as_i64(mtime).is_some_and(|n| n > 0));
    let now = number::as_float(call(time, "time", &[])).expect("a float");
    assert!(now > 1.7e9);
    let epoch = call(time, "gmtime", &[number::int(0)]).cast::<Tuple>().expect("a tuple");
    assert_eq!(number::as_i64(epoch.as_slice()[0]), Some(1970));
    let text =
        call(time, "strftime", &[Str::new("%Y-%m-%d é").value(), epoch.value()]).cast::<Str>().expect("a string");
    assert_eq!(text.to_str(), Some("1970-01-01 é"));
}
