//! `_stat`: file modes.

use object::{Gc, Module, Result, Row, native, number};

fn is(mode: u32, kind: u32) -> bool {
    mode & libc::S_IFMT == kind
}
fn is_dir(mode: u32) -> bool {
    is(mode, libc::S_IFDIR)
}
fn is_chr(mode: u32) -> bool {
    is(mode, libc::S_IFCHR)
}
fn is_blk(mode: u32) -> bool {
    is(mode, libc::S_IFBLK)
}
fn is_reg(mode: u32) -> bool {
    is(mode, libc::S_IFREG)
}
fn is_fifo(mode: u32) -> bool {
    is(mode, libc::S_IFIFO)
}
fn is_lnk(mode: u32) -> bool {
    is(mode, libc::S_IFLNK)
}
fn is_sock(mode: u32) -> bool {
    is(mode, libc::S_IFSOCK)
}
/// Doors, ports and whiteouts do not exist on Linux.
fn never(_mode: u32) -> bool {
    false
}
fn imode(mode: u32) -> u32 {
    mode & 0o7777
}
fn ifmt(mode: u32) -> u32 {
    mode & libc::S_IFMT
}

/// `-rwxr-xr-x`.
fn filemode(mode: u32) -> String {
    let kind = match mode & libc::S_IFMT {
        libc::S_IFREG => '-',
        libc::S_IFDIR => 'd',
        libc::S_IFLNK => 'l',
        libc::S_IFBLK => 'b',
        libc::S_IFCHR => 'c',
        libc::S_IFIFO => 'p',
        libc::S_IFSOCK => 's',
        _ => '?',
    };
    let mut out = String::from(kind);
    for (shift, special, lower, upper) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')] {
        let bits = mode >> shift;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => lower,
            (true, false) => upper,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    out
}

static ROWS: &[Row] = &[
    Row::function("S_ISDIR($module, mode, /)", native(is_dir))
        .doc("S_ISDIR(mode) -> bool\n\nReturn True if mode is from a directory."),
    Row::function("S_ISCHR($module, mode, /)", native(is_chr))
        .doc("S_ISCHR(mode) -> bool\n\nReturn True if mode is from a character special device file."),
    Row::function("S_ISBLK($module, mode, /)", native(is_blk))
        .doc("S_ISBLK(mode) -> bool\n\nReturn True if mode is from a block special device file."),
    Row::function("S_ISREG($module, mode, /)", native(is_reg))
        .doc("S_ISREG(mode) -> bool\n\nReturn True if mode is from a regular file."),
    Row::function("S_ISFIFO($module, mode, /)", native(is_fifo))
        .doc("S_ISFIFO(mode) -> bool\n\nReturn True if mode is from a FIFO (named pipe)."),
    Row::function("S_ISLNK($module, mode, /)", native(is_lnk))
        .doc("S_ISLNK(mode) -> bool\n\nReturn True if mode is from a symbolic link."),
    Row::function("S_ISSOCK($module, mode, /)", native(is_sock))
        .doc("S_ISSOCK(mode) -> bool\n\nReturn True if mode is from a socket."),
    Row::function("S_ISDOOR($module, mode, /)", native(never))
        .doc("S_ISDOOR(mode) -> bool\n\nReturn True if mode is from a door."),
    Row::function("S_ISPORT($module, mode, /)", native(never))
        .doc("S_ISPORT(mode) -> bool\n\nReturn True if mode is from an event port."),
    Row::function("S_ISWHT($module, mode, /)", native(never))
        .doc("S_ISWHT(mode) -> bool\n\nReturn True if mode is from a whiteout."),
    Row::function("S_IMODE($module, mode, /)", native(imode))
        .doc("Return the portion of the file's mode that can be set by os.chmod()."),
    Row::function("S_IFMT($module, mode, /)", native(ifmt))
        .doc("Return the portion of the file's mode that describes the file type."),
    Row::function("filemode($module, mode, /)", native(filemode))
        .doc("Convert a file's mode to a string of the form '-rwxrwxrwx'"),
];

/// Numbers, which agree on all systems that Python's `stat` module knows.
static CONSTANTS: &[(&str, i64)] = &[
    ("S_IFDIR", 0o040_000),
    ("S_IFCHR", 0o020_000),
    ("S_IFBLK", 0o060_000),
    ("S_IFREG", 0o100_000),
    ("S_IFIFO", 0o010_000),
    ("S_IFLNK", 0o120_000),
    ("S_IFSOCK", 0o140_000),
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ISUID", 0o4000),
    ("S_ISGID", 0o2000),
    ("S_ISVTX", 0o1000),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IRWXG", 0o070),
    ("S_IRGRP", 0o040),
    ("S_IWGRP", 0o020),
    ("S_IXGRP", 0o010),
    ("S_IRWXO", 0o007),
    ("S_IROTH", 0o004),
    ("S_IWOTH", 0o002),
    ("S_IXOTH", 0o001),
    ("UF_SETTABLE", 0x0000_ffff),
    ("UF_NODUMP", 1),
    ("UF_IMMUTABLE", 2),
    ("UF_APPEND", 4),
    ("UF_OPAQUE", 8),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_TRACKED", 0x40),
    ("UF_DATAVAULT", 0x80),
    ("UF_HIDDEN", 0x8000),
    ("SF_SETTABLE", 0x3fff_0000),
    ("SF_ARCHIVED", 0x10000),
    ("SF_IMMUTABLE", 0x20000),
    ("SF_APPEND", 0x40000),
    ("SF_NOUNLINK", 0x0010_0000),
    ("SF_SNAPSHOT", 0x0020_0000),
    ("SF_FIRMLINK", 0x0080_0000),
    ("SF_DATALESS", 0x4000_0000),
    ("SF_SUPPORTED", 0x009f_0000),
    ("SF_SYNTHETIC", 0xc000_0000),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
    ("FILE_ATTRIBUTE_ARCHIVE", 32),
    ("FILE_ATTRIBUTE_COMPRESSED", 2048),
    ("FILE_ATTRIBUTE_DEVICE", 64),
    ("FILE_ATTRIBUTE_DIRECTORY", 16),
    ("FILE_ATTRIBUTE_ENCRYPTED", 16384),
    ("FILE_ATTRIBUTE_HIDDEN", 2),
    ("FILE_ATTRIBUTE_INTEGRITY_STREAM", 32768),
    ("FILE_ATTRIBUTE_NORMAL", 128),
    ("FILE_ATTRIBUTE_NOT_CONTENT_INDEXED", 8192),
    ("FILE_ATTRIBUTE_NO_SCRUB_DATA", 131_072),
    ("FILE_ATTRIBUTE_OFFLINE", 4096),
    ("FILE_ATTRIBUTE_READONLY", 1),
    ("FILE_ATTRIBUTE_REPARSE_POINT", 1024),
    ("FILE_ATTRIBUTE_SPARSE_FILE", 512),
    ("FILE_ATTRIBUTE_SYSTEM", 4),
    ("FILE_ATTRIBUTE_TEMPORARY", 256),
    ("FILE_ATTRIBUTE_VIRTUAL", 65536),
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("_stat");
    m.add_rows(ROWS);
    for (name, n) in CONSTANTS {
        m.set(name, number::int(*n));
    }
    Ok(m)
}
