//! `posix`: the system interface behind `os`.

pub(crate) mod args;
mod confnames;
mod dirs;
mod files;
mod ids;
mod process;
mod sched;
mod stat;
mod system;

use object::{Gc, List, Module, Result, Str, number};

use builtins::structseq;

pub use files::close_range;
pub use process::{CStrings, after_fork_child, after_fork_parent, before_fork};

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

/// Constants of the C library.
static CONSTANTS: &[(&str, i64)] = constants! {
    CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED CLONE_FILES CLONE_FS
    CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWTIME CLONE_NEWUSER
    CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE F_OK
    GRND_NONBLOCK GRND_RANDOM O_ACCMODE O_APPEND O_ASYNC O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC O_EXCL
    O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_RDONLY O_RDWR O_RSYNC O_SYNC O_TMPFILE O_TRUNC
    O_WRONLY PIDFD_NONBLOCK POSIX_FADV_DONTNEED POSIX_FADV_NOREUSE POSIX_FADV_NORMAL POSIX_FADV_RANDOM
    POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED PRIO_PGRP PRIO_PROCESS PRIO_USER P_ALL P_PGID P_PID P_PIDFD
    RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NOLOAD RTLD_NOW RWF_APPEND RWF_DSYNC RWF_HIPRI RWF_NOWAIT RWF_SYNC
    R_OK SCHED_FIFO SCHED_OTHER SCHED_RR SEEK_DATA SEEK_HOLE SPLICE_F_MORE SPLICE_F_MOVE SPLICE_F_NONBLOCK
    ST_RELATIME TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET WCONTINUED WEXITED WNOHANG
    WNOWAIT WSTOPPED WUNTRACED W_OK XATTR_CREATE XATTR_REPLACE X_OK
};

/// Constants that are the same everywhere on Linux (sysexits.h, unistd.h, memfd.h, spawn.h, sched.h, statvfs.h).
static LINUX_CONSTANTS: &[(&str, i64)] = &[
    ("O_FSYNC", libc::O_SYNC as i64),
    ("O_LARGEFILE", 0),
    ("EX_CANTCREAT", 73),
    ("EX_CONFIG", 78),
    ("EX_DATAERR", 65),
    ("EX_IOERR", 74),
    ("EX_NOHOST", 68),
    ("EX_NOINPUT", 66),
    ("EX_NOPERM", 77),
    ("EX_NOUSER", 67),
    ("EX_OK", 0),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_PROTOCOL", 76),
    ("EX_SOFTWARE", 70),
    ("EX_TEMPFAIL", 75),
    ("EX_UNAVAILABLE", 69),
    ("EX_USAGE", 64),
    ("F_LOCK", 1),
    ("F_TEST", 3),
    ("F_TLOCK", 2),
    ("F_ULOCK", 0),
    ("MFD_ALLOW_SEALING", 2),
    ("MFD_CLOEXEC", 1),
    ("MFD_HUGETLB", 4),
    ("MFD_HUGE_16GB", 2281701376),
    ("MFD_HUGE_16MB", 1610612736),
    ("MFD_HUGE_1GB", 2013265920),
    ("MFD_HUGE_1MB", 1342177280),
    ("MFD_HUGE_256MB", 1879048192),
    ("MFD_HUGE_2GB", 2080374784),
    ("MFD_HUGE_2MB", 1409286144),
    ("MFD_HUGE_32MB", 1677721600),
    ("MFD_HUGE_512KB", 1275068416),
    ("MFD_HUGE_512MB", 1946157056),
    ("MFD_HUGE_64KB", 1073741824),
    ("MFD_HUGE_8MB", 1543503872),
    ("MFD_HUGE_MASK", 63),
    ("MFD_HUGE_SHIFT", 26),
    ("NGROUPS_MAX", 65536),
    ("POSIX_SPAWN_CLOSE", 1),
    ("POSIX_SPAWN_CLOSEFROM", 3),
    ("POSIX_SPAWN_DUP2", 2),
    ("POSIX_SPAWN_OPEN", 0),
    ("RTLD_DEEPBIND", 8),
    ("RTLD_NODELETE", 4096),
    ("SCHED_BATCH", 3),
    ("SCHED_DEADLINE", 6),
    ("SCHED_IDLE", 5),
    ("SCHED_NORMAL", 0),
    ("SCHED_RESET_ON_FORK", 1073741824),
    ("ST_APPEND", 256),
    ("ST_MANDLOCK", 64),
    ("ST_NOATIME", 1024),
    ("ST_NODEV", 4),
    ("ST_NODIRATIME", 2048),
    ("ST_NOEXEC", 8),
    ("ST_NOSUID", 2),
    ("ST_RDONLY", 1),
    ("ST_SYNCHRONOUS", 16),
    ("ST_WRITE", 128),
    ("TMP_MAX", 238328),
    ("XATTR_SIZE_MAX", 65536),
];

/// What `os` may say of itself in `supports_dir_fd` and its like.
static HAVE: &[&str] = &[
    "HAVE_EVENTFD",
    "HAVE_TIMERFD_CREATE",
    "HAVE_FACCESSAT",
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FCHMODAT",
    "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",
    "HAVE_FEXECVE",
    "HAVE_FDOPENDIR",
    "HAVE_FPATHCONF",
    "HAVE_FSTATAT",
    "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",
    "HAVE_FUTIMES",
    "HAVE_FUTIMESAT",
    "HAVE_LINKAT",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_LUTIMES",
    "HAVE_MEMFD_CREATE",
    "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT",
    "HAVE_MKNODAT",
    "HAVE_OPENAT",
    "HAVE_READLINKAT",
    "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
    "HAVE_PTSNAME_R",
];

/// Creates the module.
pub fn create() -> Result<Gc<Module>> {
    let m = Module::new("posix");
    m.set_doc("This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.");
    for rows in [stat::ROWS, files::ROWS, dirs::ROWS, process::ROWS, ids::ROWS, sched::ROWS, system::ROWS] {
        m.add_rows(rows);
    }
    for (name, n) in CONSTANTS.iter().chain(LINUX_CONSTANTS) {
        m.set(name, number::int(*n));
    }
    m.set("stat_result", stat::stat_class());
    m.set("statvfs_result", stat::statvfs_class());
    m.set("times_result", structseq::build(&system::TIMES_RESULT));
    m.set("uname_result", structseq::build(&system::UNAME_RESULT));
    m.set("terminal_size", structseq::build(&system::TERMINAL_SIZE));
    m.set("waitid_result", structseq::build(&process::WAITID_RESULT));
    m.set("sched_param", sched::param_class());
    m.set("DirEntry", dirs::classes());
    m.set("error", object::error::exc::OS_ERROR.get());
    m.set("environ", dirs::environ()?);
    for which in ["sysconf_names", "confstr_names", "pathconf_names"] {
        m.set(which, system::names_dict(which));
    }
    m.set("_have_functions", List::new(HAVE.iter().map(|n| Str::new(n).value()).collect()));
    Ok(m)
}
