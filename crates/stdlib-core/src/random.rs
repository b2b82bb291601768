//! The module `_random`: the Mersenne twister MT19937 (Matsumoto and Nishimura), seeded and read as CPython does.

use heap::{GcVec, Head, Value};
use num_traits::{Signed, ToPrimitive};
use object::class::{Class, ClassBuilder, ClassFlags};
use object::gc::{Object, ValueExt};
use object::{BigInt, Dict, Gc, Module, Result, Row, Tuple, native, none, number, object_type, ops};

const N: usize = 624;
const M: usize = 397;

/// A generator.
#[repr(C)]
pub struct Random {
    pub head: Head,
    state: [u32; N],
    index: usize,
}
object_type!(leaf Random);

/// Creates the module.
///
/// # Errors
/// None.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_random");
    m.set_doc("Module implements the Mersenne Twister random number generator.");
    let c = ClassBuilder::new::<Random>("_random.Random")
        .flags(ClassFlags::BASETYPE)
        .mutable()
        .doc("Random() -> create a random number generator with its own internal state.")
        .rows(&[ROWS])
        .build();
    m.set("Random", c);
    Ok(m)
}

static ROWS: &[Row] = &[
    Row::new("__new__($type, /, *args, **kwargs)", native(new)).doc("Create and return a new object.  See help(type) for accurate signature."),
    Row::method("__init__($self, /, *args, **kwargs)", native(init)).doc("Initialize self.  See help(type(self)) for accurate signature."),
    Row::method("random($self, /)", native(random)).doc("random() -> x in the interval [0, 1)."),
    Row::method("seed($self, n=None, /)", native(seed)).doc(
        "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier.",
    ),
    Row::method("getstate($self, /)", native(getstate)).doc("getstate() -> tuple containing the current state."),
    Row::method("setstate($self, state, /)", native(setstate)).doc("setstate(state) -> None.  Restores generator state."),
    Row::method("getrandbits($self, k, /)", native(getrandbits)).doc("getrandbits(k) -> x.  Generates an int with k random bits."),
];

impl Random {
    fn init_genrand(&mut self, seed: u32) {
        self.state[0] = seed;
        for i in 1..N {
            let p = self.state[i - 1];
            self.state[i] = 1_812_433_253u32.wrapping_mul(p ^ (p >> 30)).wrapping_add(i as u32);
        }
        self.index = N;
    }

    fn init_by_array(&mut self, key: &[u32]) {
        self.init_genrand(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let p = self.state[i - 1];
            self.state[i] =
                (self.state[i] ^ (p ^ (p >> 30)).wrapping_mul(1_664_525)).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % key.len();
            if i >= N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
        }
        for _ in 0..N - 1 {
            let p = self.state[i - 1];
            self.state[i] = (self.state[i] ^ (p ^ (p >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
        }
        self.state[0] = 0x8000_0000;
    }

    fn refill(&mut self) {
        for k in 0..N {
            let y = (self.state[k] & 0x8000_0000) | (self.state[(k + 1) % N] & 0x7fff_ffff);
            let odd = if y & 1 != 0 { 0x9908_b0df } else { 0 };
            self.state[k] = self.state[(k + M) % N] ^ (y >> 1) ^ odd;
        }
        self.index = 0;
    }

    fn next(&mut self) -> u32 {
        if self.index >= N {
            self.refill();
        }
        let mut y = self.state[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }
}

fn new(class: Gc<Class>, _args: Gc<Tuple>, _kwargs: Gc<Dict>) -> Result<Gc<Random>> {
    let r = Random { head: Head { map: std::ptr::null() }, state: [0; N], index: N }.alloc_in(class);
    seed(r, None)?;
    Ok(r)
}

fn init(r: Gc<Random>, args: Gc<Tuple>, kwargs: Gc<Dict>) -> Result<()> {
    if !kwargs.is_empty() && object::class_of(r.value()) == Random::class() {
        return object::type_error("Random() takes no keyword arguments");
    }
    match *args.as_slice() {
        [] => seed(r, None),
        [n] => seed(r, Some(n)),
        ref more => object::raise_type!("Random expected at most 1 argument, got {}", more.len()),
    }
}

/// Fills a key from the system's entropy.
fn seed_from_system(mut r: Gc<Random>) -> Result<()> {
    let mut bytes = [0u8; N * 4];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut f| std::io::Read::read_exact(&mut f, &mut bytes));
    match read {
        Ok(()) => {
            let (words, _) = bytes.as_chunks::<4>();
            let key: Vec<u32> = words.iter().map(|w| u32::from_le_bytes(*w)).collect();
            r.init_by_array(&key);
            Ok(())
        }
        Err(e) => object::error::io_error(&e, None),
    }
}

fn seed(mut r: Gc<Random>, n: Option<Value>) -> Result<()> {
    let Some(n) = n.filter(|n| *n != none()) else { return seed_from_system(r) };
    let magnitude: BigInt = match number::int_ref(n) {
        Some(i) => i.to_big().abs(),
        None => BigInt::from(ops::hash(n)? as u64),
    };
    let mut key: Vec<u32> = magnitude.to_u32_digits().1;
    if key.is_empty() {
        key.push(0);
    }
    r.init_by_array(&key);
    Ok(())
}

fn random(mut r: Gc<Random>) -> f64 {
    let (a, b) = (r.next() >> 5, r.next() >> 6);
    (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
}

fn getrandbits(mut r: Gc<Random>, k: Value) -> Result<Value> {
    let k = ops::to_bigint(k)?;
    if k.is_negative() {
        return object::value_error("Cannot convert negative int");
    }
    let Some(k) = k.to_u64().filter(|k| *k <= i32::MAX as u64 * 8) else {
        return object::overflow_error("Python int too large to convert to C int");
    };
    if k == 0 {
        return Ok(number::int(0));
    }
    if k <= 32 {
        return Ok(number::int(i64::from(r.next() >> (32 - k))));
    }
    let mut words: Vec<u32> = Vec::with_capacity(k.div_ceil(32) as usize);
    let mut left = k;
    while left > 0 {
        let w = r.next();
        words.push(if left < 32 { w >> (32 - left) } else { w });
        left = left.saturating_sub(32);
    }
    if let [low, high] = words[..] {
        return Ok(number::uint(u64::from(low) | u64::from(high) << 32));
    }
    Ok(number::big(BigInt::from_slice(malachite_bigint::Sign::Plus, &words)))
}

fn getstate(r: Gc<Random>) -> Value {
    let mut items: GcVec<Value> = r.state.iter().map(|w| number::int(i64::from(*w))).collect();
    items.push(number::uint(r.index as u64));
    object::seq::tuple(&items)
}

fn setstate(mut r: Gc<Random>, state: Value) -> Result<()> {
    let Some(t) = state.cast::<Tuple>() else { return object::type_error("state vector must be a tuple") };
    let items = t.as_slice();
    if items.len() != N + 1 {
        return object::value_error("state vector is the wrong size");
    }
    let mut new = [0u32; N];
    for (slot, v) in new.iter_mut().zip(items) {
        let big = match number::int_ref(*v) {
            Some(i) => i.to_big(),
            None => return object::type_error("an integer is required"),
        };
        if big.is_negative() {
            return object::overflow_error("can't convert negative value to unsigned int");
        }
        let Some(w) = big.to_u64() else {
            return object::overflow_error("Python int too large to convert to C unsigned long");
        };
        *slot = w as u32;
    }
    let index = ops::to_i64(items[N])?;
    if !(0..=N as i64).contains(&index) {
        return object::value_error("invalid state");
    }
    r.state = new;
    r.index = index as usize;
    Ok(())
}
