//! Tests of what can be done with functions without machine code.

use crate::eval::{Ended, Host, eval};
use crate::func::{ExitId, Inst};
use crate::{Code, Func, parse, parse_named, print, print_named, renumber, verify, word};

const SUM: &str = "\
inputs 1
v0 = Word #int(0)
v1 = Word #int(1)
b0:
  v2: V = Input #0x0
  jump b1(v0, v0)
b1(v3: V, v4: V):
  v5 = CmpLt v3, v2
  GuardTrue v5 !e0
  v7 = AddOvf v4, v3 !b2
  v8 = AddOvf v3, v1 !e1
  jump b1(v8, v7)
b2 cold:
  v9 = Call v3, v4 #0x10
  v10 = Float #f(-1.5)
  v11 = Box v10
  Store v9, v11 #0x18 @3
  exit e1
e0: [v4, v5]
e1: [v3, v4, v2, v0]
";

fn sum() -> Func {
    parse(SUM).expect("the text is right")
}

struct Nothing;

impl Host for Nothing {
    fn load(&mut self, address: u64) -> u64 {
        panic!("a load from {address:#x}")
    }
    fn load32(&mut self, address: u64) -> u32 {
        panic!("a load from {address:#x}")
    }
    fn store(&mut self, address: u64, _: u64) {
        panic!("a store to {address:#x}")
    }
    fn alloc(&mut self, map: u64, _: u32) -> u64 {
        panic!("a cell of {map:#x}")
    }
    fn box_float(&mut self, f: f64) -> u64 {
        panic!("a box for {f}")
    }
    fn truth(&mut self, b: bool) -> u64 {
        u64::from(b)
    }
    fn call(&mut self, inst: &Inst, _: &[u64]) -> u64 {
        panic!("a call of {:#x}", inst.imm)
    }
}

#[test]
fn text_is_read_and_written() {
    assert_eq!(print(&sum()), SUM);
    assert_eq!(verify(&sum()), Ok(()));
}

#[test]
fn renumbering_follows_the_text() {
    let mut f = sum();
    // An operation that nobody uses, in front of all others.
    let spread = SUM.replace("v2", "v40").replace("v1 ", "v20 ").replace("v1 !", "v20 !");
    let g = parse(&spread).expect("the text is right");
    assert_eq!(f, g);
    f.add(Inst::with(Code::Word, &[], 5, 0));
    assert_eq!(renumber(&f), g);
}

#[test]
fn immediates_have_names() {
    let f = sum();
    let named = print_named(&f, &|inst| (inst.code == Code::Call).then(|| "list.append".to_owned()));
    assert!(named.contains("v9 = Call v3, v4 #list.append\n"));
    assert_eq!(parse_named(&named, &|name| (name == "list.append").then_some(0x10)), Ok(f));
    let error = parse(&named).expect_err("the name is unknown");
    assert_eq!(error.to_string(), "line 14: \"list.append\" is no immediate");
}

#[test]
fn a_loop_is_evaluated() {
    let run = |n, fuel| eval(&sum(), &[word::tag(n)], &mut Nothing, fuel);
    assert_eq!(run(100, 10_000), Ended::Exit(ExitId(0), vec![word::tag(4950), 0]));
    assert_eq!(run(100, 100), Ended::OutOfFuel);
}

/// The message for the text with one line replaced.
fn fault(old: &str, new: &str) -> String {
    assert!(SUM.contains(old));
    let f = parse(&SUM.replace(old, new)).expect("it parses");
    verify(&f).expect_err("it is wrong")
}

#[test]
fn broken_rules_are_found() {
    let guard = "b1: GuardTrue v3 !e0: operands of types [V]";
    assert_eq!(fault("GuardTrue v5 !e0", "GuardTrue v3 !e0"), guard);
    assert_eq!(fault("GuardTrue v5 !e0", "GuardTrue v5"), "b1: GuardTrue v5: the guard leads nowhere");
    let early = "b1: AddOvf: v8 of e1 is not computed on every way";
    assert_eq!(fault("e1: [v3, v4", "e1: [v3, v8"), early);
    assert_eq!(fault("jump b1(v8, v7)", "jump b1(v8)"), "b1: b1 takes [V, V], not [V]");
    assert_eq!(fault("v9 = Call v3, v4", "v9 = Call v3, v8"), "b2: Call: v8 is not computed on every way");
    assert_eq!(fault("exit e1", "exit e2"), "b2: there is no e2");
    assert_eq!(fault("inputs 1", "inputs 0"), "e1: v2: there is no input 0");
    assert_eq!(fault("!b2", "!b1"), "b1: v7 = AddOvf v4, v3 !b1: b1 takes [V, V], not []");
    assert_eq!(fault("v5 = CmpLt", "v5: I = CmpLt"), "e0: v5: CmpLt has no result of type I");
}

#[test]
fn parse_errors_name_the_line() {
    let error = |text: &str| parse(text).expect_err("it is wrong").to_string();
    assert_eq!(error("b0:\n  v0 = Nonsense"), "line 2: there is no operation \"Nonsense\"");
    assert_eq!(error("b1:"), "line 1: b0 was expected");
    assert_eq!(error("b0:\n  v0 = Tag v1"), "line 2: there is no v1");
    assert_eq!(error("v0 = Raw #0x0\nv0 = Raw #0x0"), "line 2: v0 is defined twice");
}

#[test]
fn flonums_keep_every_bit() {
    let edges = [0x3000_0000_0000_0000_u64, 0x4fff_ffff_ffff_ffff, 0x5000_0000_0000_0000, 0x2fff_ffff_ffff_ffff];
    let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
    let random = std::iter::repeat_with(|| {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bits ^ bits >> 29
    });
    for bits in edges.into_iter().chain([0, 1 << 63]).chain(random.take(10_000)) {
        let common = matches!(bits >> 60 & 7, 3 | 4) && bits != 0x3000_0000_0000_0000 || bits == 0;
        let made = word::flonum(f64::from_bits(bits));
        assert_eq!(made.is_some(), common, "{bits:#x}");
        if let Some(made) = made {
            assert!(word::is_flonum(made));
            assert_eq!(word::as_flonum(made).to_bits(), bits);
        }
    }
}
