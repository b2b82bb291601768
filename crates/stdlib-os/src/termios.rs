//! `termios`: terminal attributes.

use std::mem::MaybeUninit;

use heap::{GcVec, Value};
use object::class::ClassCell;
use object::gc::ValueExt;
use object::{Bytes, Gc, List, Module, Result, Row, Str, Tuple, native, number, ops, raise_type, seq};

use builtins::syscall;

static ERROR: ClassCell = ClassCell::new();

/// A file descriptor argument: an int or an object with `fileno()`.
struct Fd(i32);
impl object::FromArg for Fd {
    fn from_arg(v: Option<Value>) -> std::result::Result<Self, object::args::Misfit> {
        Ok(Fd(syscall::as_fd(Value::from_arg(v)?)?))
    }
}

fn check(r: i32) -> Result<()> {
    if r != -1 {
        return Ok(());
    }
    let e = syscall::errno();
    let text = std::io::Error::from_raw_os_error(e).to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    object::error::raise(&ERROR, &[number::int(i64::from(e)), Str::new(&text).value()])
}

fn read_attributes(fd: i32) -> Result<libc::termios> {
    let mut t = MaybeUninit::<libc::termios>::zeroed();
    // SAFETY: the record is filled by the call.
    unsafe {
        check(heap::without_gil(|| libc::tcgetattr(fd, t.as_mut_ptr())))?;
        Ok(t.assume_init())
    }
}

fn tcgetattr(fd: Fd) -> Result<Value> {
    let t = read_attributes(fd.0)?;
    // SAFETY: a filled record.
    let (ispeed, ospeed) = unsafe { (libc::cfgetispeed(&raw const t), libc::cfgetospeed(&raw const t)) };
    let mut cc: GcVec<Value> = t.c_cc.iter().map(|c| Bytes::new(&[*c]).value()).collect();
    if t.c_lflag & libc::ICANON == 0 {
        // In non-canonical mode these two are numbers.
        for i in [libc::VMIN, libc::VTIME] {
            cc[i] = number::int(i64::from(t.c_cc[i]));
        }
    }
    let n = |x: u32| number::int(i64::from(x));
    let list: GcVec<Value> =
        [n(t.c_iflag), n(t.c_oflag), n(t.c_cflag), n(t.c_lflag), n(ispeed), n(ospeed), List::new(cc).value()]
            .into_iter()
            .collect();
    Ok(List::new(list).value())
}

fn tcsetattr(fd: Fd, when: i32, attributes: Value) -> Result<()> {
    let Some(a) = attributes.cast::<List>().filter(|l| l.items.len() == 7) else {
        return raise_type!("tcsetattr, arg 3: must be 7 element list");
    };
    let mut t = read_attributes(fd.0)?;
    let n = |i: usize| -> Result<u32> { Ok(ops::to_i64(a.items[i])? as u32) };
    (t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag) = (n(0)?, n(1)?, n(2)?, n(3)?);
    let (ispeed, ospeed) = (n(4)?, n(5)?);
    let Some(cc) = a.items[6].cast::<List>().filter(|l| l.items.len() == t.c_cc.len()) else {
        return raise_type!("tcsetattr: attributes[6] must be {} element list", t.c_cc.len());
    };
    for i in 0..t.c_cc.len() {
        let v = cc.items[i];
        t.c_cc[i] = match v.cast::<Bytes>() {
            Some(b) if b.as_slice().len() == 1 => b.as_slice()[0],
            _ if number::is_int(v) => ops::to_i64(v)? as u8,
            _ => return raise_type!("tcsetattr: elements of attributes must be characters or integers"),
        };
    }
    // SAFETY: the record is a local variable.
    unsafe {
        check(libc::cfsetispeed(&raw mut t, ispeed))?;
        check(libc::cfsetospeed(&raw mut t, ospeed))?;
        check(heap::without_gil(|| libc::tcsetattr(fd.0, when, &raw const t)))
    }
}

fn tcsendbreak(fd: Fd, duration: i32) -> Result<()> {
    // SAFETY: a plain system call.
    check(heap::without_gil(|| unsafe { libc::tcsendbreak(fd.0, duration) }))
}
fn tcdrain(fd: Fd) -> Result<()> {
    // SAFETY: a plain system call.
    check(heap::without_gil(|| unsafe { libc::tcdrain(fd.0) }))
}
fn tcflush(fd: Fd, queue: i32) -> Result<()> {
    // SAFETY: a plain system call.
    check(heap::without_gil(|| unsafe { libc::tcflush(fd.0, queue) }))
}
fn tcflow(fd: Fd, action: i32) -> Result<()> {
    // SAFETY: a plain system call.
    check(heap::without_gil(|| unsafe { libc::tcflow(fd.0, action) }))
}
fn tcgetwinsize(fd: Fd) -> Result<Value> {
    let mut w = MaybeUninit::<libc::winsize>::zeroed();
    // SAFETY: the record is filled by the call.
    unsafe {
        check(libc::ioctl(fd.0, libc::TIOCGWINSZ, w.as_mut_ptr()))?;
        let w = w.assume_init();
        Ok(seq::tuple(&[number::int(i64::from(w.ws_row)), number::int(i64::from(w.ws_col))]))
    }
}
fn tcsetwinsize(fd: Fd, size: Value) -> Result<()> {
    let items = if size.is::<Tuple>() || size.is::<List>() { object::iter::collect(size)? } else { GcVec::new() };
    if items.len() != 2 {
        return raise_type!("tcsetwinsize, arg 2: must be a two-item sequence");
    }
    let mut w = MaybeUninit::<libc::winsize>::zeroed();
    let (rows, cols) = (ops::to_i64(items[0])?, ops::to_i64(items[1])?);
    let (Ok(rows), Ok(cols)) = (u16::try_from(rows), u16::try_from(cols)) else {
        return object::raise_exc!(OVERFLOW_ERROR, "winsize value(s) out of range.");
    };
    // SAFETY: the record is filled by the first call.
    unsafe {
        check(libc::ioctl(fd.0, libc::TIOCGWINSZ, w.as_mut_ptr()))?;
        let mut w = w.assume_init();
        w.ws_row = rows;
        w.ws_col = cols;
        check(libc::ioctl(fd.0, libc::TIOCSWINSZ, &raw const w))
    }
}

static ROWS: &[Row] = &[
    Row::function("tcgetattr($module, fd, /)", native(tcgetattr)).doc("Get the tty attributes for file descriptor fd."),
    Row::function("tcsetattr($module, fd, when, attributes, /)", native(tcsetattr))
        .doc("Set the tty attributes for file descriptor fd."),
    Row::function("tcsendbreak($module, fd, duration, /)", native(tcsendbreak))
        .doc("Send a break on file descriptor fd."),
    Row::function("tcdrain($module, fd, /)", native(tcdrain))
        .doc("Wait until all output written to file descriptor fd has been transmitted."),
    Row::function("tcflush($module, fd, queue, /)", native(tcflush)).doc("Discard queued data on file descriptor fd."),
    Row::function("tcflow($module, fd, action, /)", native(tcflow))
        .doc("Suspend or resume input or output on file descriptor fd."),
    Row::function("tcgetwinsize($module, fd, /)", native(tcgetwinsize))
        .doc("Get the tty winsize for file descriptor fd."),
    Row::function("tcsetwinsize($module, fd, winsize, /)", native(tcsetwinsize))
        .doc("Set the tty winsize for file descriptor fd."),
];

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static CONSTANTS: &[(&str, i64)] = constants! {
    B0 B1000000 B110 B115200 B1152000 B1200 B134 B150 B1500000 B1800 B19200 B200 B2000000 B230400 B2400 B2500000 B300 B3000000
    B3500000 B38400 B4000000 B460800 B4800 B50 B500000 B57600 B576000 B600 B75 B921600 B9600 BRKINT BS0 BS1 BSDLY CBAUD
    CBAUDEX CIBAUD CLOCAL CR0 CR1 CR2 CR3 CRDLY CREAD CRTSCTS CS5 CS6 CS7 CS8 CSIZE CSTOPB ECHO ECHOCTL ECHOE ECHOK ECHOKE ECHONL
    ECHOPRT EXTA EXTB EXTPROC FF0 FF1 FFDLY FIOASYNC FIOCLEX FIONBIO FIONCLEX FIONREAD FLUSHO HUPCL IBSHIFT ICANON ICRNL IEXTEN
    IGNBRK IGNCR IGNPAR IMAXBEL INLCR INPCK ISIG ISTRIP IUCLC IXANY IXOFF IXON NCCS NL0 NL1 NLDLY NOFLSH OCRNL OFDEL OFILL OLCUC
    ONLCR ONLRET ONOCR OPOST PARENB PARMRK PARODD PENDIN TAB0 TAB1 TAB2 TAB3 TABDLY TCFLSH TCGETS TCIFLUSH TCIOFF TCIOFLUSH TCION
    TCOFLUSH TCOOFF TCOON TCSADRAIN TCSAFLUSH TCSANOW TCSBRK TCSBRKP TCSETS TCSETSF TCSETSW TCXONC TIOCCONS TIOCEXCL TIOCGETD
    TIOCGICOUNT TIOCGLCKTRMIOS TIOCGPGRP TIOCGSERIAL TIOCGSOFTCAR TIOCGWINSZ TIOCINQ TIOCLINUX TIOCMBIC TIOCMBIS TIOCMGET
    TIOCMIWAIT TIOCMSET TIOCM_CAR TIOCM_CD TIOCM_CTS TIOCM_DSR TIOCM_DTR TIOCM_LE TIOCM_RI TIOCM_RNG TIOCM_RTS TIOCM_SR TIOCM_ST
    TIOCNOTTY TIOCNXCL TIOCOUTQ TIOCPKT TIOCSCTTY TIOCSERCONFIG TIOCSERGETLSR TIOCSERGETMULTI TIOCSERGSTRUCT TIOCSERGWILD
    TIOCSERSETMULTI TIOCSERSWILD TIOCSETD TIOCSLCKTRMIOS TIOCSPGRP TIOCSSERIAL TIOCSSOFTCAR TIOCSTI TIOCSWINSZ TOSTOP VDISCARD
    VEOF VEOL VEOL2 VERASE VINTR VKILL VLNEXT VMIN VQUIT VREPRINT VSTART VSTOP VSUSP VSWTC VT0 VT1 VTDLY VTIME VWERASE XCASE XTABS
};
/// Constants of Linux that the libc crate does not name.
static LINUX_CONSTANTS: &[(&str, i64)] = &[
    ("CDSUSP", 25),
    ("CEOF", 4),
    ("CEOL", 0),
    ("CEOT", 4),
    ("CERASE", 127),
    ("CFLUSH", 15),
    ("CINTR", 3),
    ("CKILL", 21),
    ("CLNEXT", 22),
    ("CQUIT", 28),
    ("CRPRNT", 18),
    ("CSTART", 17),
    ("CSTOP", 19),
    ("CSUSP", 26),
    ("CWERASE", 23),
    ("IOCSIZE_MASK", 1073676288),
    ("IOCSIZE_SHIFT", 16),
    ("IUTF8", 16384),
    ("N_MOUSE", 2),
    ("N_PPP", 3),
    ("N_SLIP", 1),
    ("N_STRIP", 4),
    ("N_TTY", 0),
    ("TIOCPKT_DATA", 0),
    ("TIOCPKT_DOSTOP", 32),
    ("TIOCPKT_FLUSHREAD", 1),
    ("TIOCPKT_FLUSHWRITE", 2),
    ("TIOCPKT_NOSTOP", 16),
    ("TIOCPKT_START", 8),
    ("TIOCPKT_STOP", 4),
    ("TIOCSER_TEMT", 1),
    ("VSWTCH", 7),
    ("_POSIX_VDISABLE", 0),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("termios");
    m.add_rows(ROWS);
    m.set("error", builtins::excclass::new("termios.error", object::error::exc::EXCEPTION.get(), &ERROR));
    for (name, n) in CONSTANTS.iter().chain(LINUX_CONSTANTS) {
        m.set(name, number::int(*n));
    }
    Ok(m)
}
