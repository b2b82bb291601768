//! `_socket`.

mod addr;
mod constants;
mod names;
mod sock;
mod transfer;

use object::class::ClassCell;
use object::{Gc, Module, Result, Row, native};

/// `socket.gaierror` and `socket.herror`.
static GAI_ERROR: ClassCell = ClassCell::new();
static HERROR: ClassCell = ClassCell::new();

static ROWS: &[Row] = &[
    Row::function("getdefaulttimeout($module, /)", native(sock::get_default)).doc("getdefaulttimeout() -> timeout"),
    Row::function("setdefaulttimeout($module, object, /)", native(sock::set_default)).doc("setdefaulttimeout(timeout)"),
    Row::function("socketpair($module, family=AF_UNIX, type=SOCK_STREAM, proto=0, /)", native(sock::socketpair))
        .shown("")
        .doc("socketpair([family[, type [, proto]]]) -> (socket object, socket object)"),
    Row::function("CMSG_LEN($module, length, /)", native(transfer::cmsg_len))
        .shown("")
        .doc("CMSG_LEN(length) -> control message length"),
    Row::function("CMSG_SPACE($module, length, /)", native(transfer::cmsg_space))
        .shown("")
        .doc("CMSG_SPACE(length) -> buffer size"),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_socket");
    m.set_doc("Implementation module for socket operations.\n\nSee the socket module for documentation.");
    m.add_rows(ROWS);
    m.add_rows(names::ROWS);
    let class = sock::class();
    m.set("socket", class);
    m.set("SocketType", class);
    let os_error = object::error::exc::OS_ERROR.get();
    m.set("error", os_error);
    m.set("herror", builtins::excclass::new("socket.herror", os_error, &HERROR));
    m.set("gaierror", builtins::excclass::new("socket.gaierror", os_error, &GAI_ERROR));
    m.set("timeout", object::error::exc::TIMEOUT_ERROR.get());
    constants::add(m);
    Ok(m)
}
