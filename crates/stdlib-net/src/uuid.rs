//! `_uuid`: identifiers of version 1, made of the time and a node number.

use std::cell::UnsafeCell;

use heap::Value;
use object::{Bytes, Gc, Module, Result, Row, native, none, number, seq};

/// The last time stamp, the clock sequence, and a random node: what keeps identifiers of one process apart.
struct Last(UnsafeCell<Option<(u64, u16, [u8; 6])>>);
// SAFETY: touched under the GIL only.
unsafe impl Sync for Last {}
static LAST: Last = Last(UnsafeCell::new(None));

/// 100-nanosecond steps between 15 October 1582 and the Unix epoch.
const GREGORIAN: u64 = 0x01B2_1DD2_1381_4000;

fn random<const N: usize>() -> [u8; N] {
    let mut b = [0; N];
    // SAFETY: the array is as long as said. Short requests are never cut.
    unsafe { libc::getrandom(b.as_mut_ptr().cast(), N, 0) };
    b
}

/// `(bytes, None)`: nobody vouches that other processes do not make the same identifier.
fn generate_time_safe() -> Value {
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64 / 100)
            + GREGORIAN;
    // SAFETY: under the GIL.
    let last = unsafe { &mut *LAST.0.get() };
    let (before, clock, node) = last.unwrap_or_else(|| {
        let mut node: [u8; 6] = random();
        // The multicast bit says that this is no hardware address.
        node[0] |= 1;
        (0, u16::from_le_bytes(random()) & 0x3FFF, node)
    });
    let stamp = now.max(before + 1);
    *last = Some((stamp, clock, node));
    let mut b = [0u8; 16];
    b[..4].copy_from_slice(&(stamp as u32).to_be_bytes());
    b[4..6].copy_from_slice(&((stamp >> 32) as u16).to_be_bytes());
    b[6..8].copy_from_slice(&(((stamp >> 48) as u16 & 0x0FFF) | 0x1000).to_be_bytes());
    b[8..10].copy_from_slice(&(clock | 0x8000).to_be_bytes());
    b[10..].copy_from_slice(&node);
    seq::tuple(&[Bytes::new(&b).value(), none()])
}

static ROWS: &[Row] = &[Row::function("generate_time_safe($module, /)", native(generate_time_safe))];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_uuid");
    m.add_rows(ROWS);
    m.set("has_uuid_generate_time_safe", number::int(1));
    m.set("has_stable_extractable_node", number::int(0));
    Ok(m)
}
