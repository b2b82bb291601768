//! The hash object that all modules share, and reading `data`/`string` arguments.

use heap::{Head, Value};
use object::buffer::{self, Buffer};
use object::gc::{Object, ValueExt};
use object::{Bytes, Gc, Result, Row, Str, native, raise_type};

use super::state::{Algorithm, State};

/// A hash object of any module: its class says which.
#[repr(C)]
pub struct Hash {
    pub head: Head,
    pub algorithm: Algorithm,
    pub state: State,
    /// Bytes of the digest; 0 for functions of any length.
    pub size: usize,
}
object::object_type!(leaf Hash);

/// Data this long is hashed without the GIL.
pub const GIL_MINSIZE: usize = 2048;

/// The bytes of a bytes-like argument.
pub fn data_arg(v: Value) -> Result<Buffer> {
    if v.is::<Str>() {
        return raise_type!("Strings must be encoded before hashing");
    }
    if !buffer::has_buffer(v) {
        return raise_type!("object supporting the buffer API required");
    }
    buffer::get_buffer(v, false)
}

/// The initial data: `data`, or its old name `string`.
pub fn initial(data: Option<Value>, string: Option<Value>) -> Result<Option<Value>> {
    let string = string.filter(|s| !object::misc::is_none(*s));
    match (data, string) {
        (Some(_), Some(_)) => raise_type!(
            "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version."
        ),
        (None, Some(s)) => Ok(Some(s)),
        (d, None) => Ok(d),
    }
}

/// Takes data in; long data without the GIL, as the state is not shared yet.
pub fn feed(state: &mut State, data: &[u8]) {
    if data.len() >= GIL_MINSIZE {
        heap::without_gil(|| state.update(data));
    } else {
        state.update(data);
    }
}

/// A new object of a class of this layout.
pub fn make(class: Gc<object::Class>, algorithm: Algorithm, data: Option<Value>) -> Result<Gc<Hash>> {
    let mut state = algorithm.start();
    if let Some(d) = data {
        let b = data_arg(d)?;
        feed(&mut state, b.as_slice());
    }
    Ok(Hash { head: Head { map: std::ptr::null() }, algorithm, state, size: algorithm.digest_size() }.alloc_in(class))
}

/// Lower-case hexadecimal digits.
pub fn hex(b: &[u8]) -> String {
    b.iter().fold(String::with_capacity(b.len() * 2), |mut s, b| {
        for d in [b >> 4, b & 15] {
            s.push(char::from_digit(u32::from(d), 16).unwrap_or('0'));
        }
        s
    })
}

fn update(mut this: Gc<Hash>, obj: Value) -> Result<()> {
    let b = data_arg(obj)?;
    // The object is shared: the GIL keeps other threads' data from being mixed in.
    this.state.update(b.as_slice());
    Ok(())
}
fn digest(this: Gc<Hash>) -> Gc<Bytes> {
    Bytes::new(&this.state.digest(0))
}
fn hexdigest(this: Gc<Hash>) -> String {
    hex(&this.state.digest(0))
}
fn copy(this: Gc<Hash>) -> Gc<Hash> {
    Hash { head: Head { map: std::ptr::null() }, algorithm: this.algorithm, state: this.state.clone(), size: this.size }
        .alloc_in(object::class_of(this.value()))
}
fn digest_size(this: Gc<Hash>) -> usize {
    this.size
}
fn block_size(this: Gc<Hash>) -> usize {
    this.algorithm.block_size()
}
fn name(this: Gc<Hash>) -> &'static str {
    this.algorithm.name()
}

fn length_arg(length: isize) -> Result<usize> {
    match usize::try_from(length) {
        Ok(n) if n < 1 << 29 => Ok(n),
        Ok(_) => object::value_error("digest length is too large"),
        Err(_) => object::value_error("value must be positive"),
    }
}
fn xof_digest(this: Gc<Hash>, length: isize) -> Result<Gc<Bytes>> {
    Ok(Bytes::new(&this.state.digest(length_arg(length)?)))
}
fn xof_hexdigest(this: Gc<Hash>, length: isize) -> Result<String> {
    Ok(hex(&this.state.digest(length_arg(length)?)))
}

/// What every hash object has.
pub static COMMON: &[Row] = &[
    Row::method("update($self, obj, /)", native(update))
        .doc("Update this hash object's state with the provided string."),
    Row::method("copy($self, /)", native(copy)).doc("Return a copy of the hash object."),
    Row::getter("digest_size", native(digest_size)),
    Row::getter("block_size", native(block_size)),
    Row::getter("name", native(name)),
];
/// Digests of fixed length.
pub static FIXED: &[Row] = &[
    Row::method("digest($self, /)", native(digest)).doc("Return the digest value as a bytes object."),
    Row::method("hexdigest($self, /)", native(hexdigest))
        .doc("Return the digest value as a string of hexadecimal digits."),
];
/// Digests of any length.
pub static XOF: &[Row] = &[
    Row::method("digest($self, /, length)", native(xof_digest)).doc("Return the digest value as a bytes object."),
    Row::method("hexdigest($self, /, length)", native(xof_hexdigest))
        .doc("Return the digest value as a string of hexadecimal digits."),
];
