//! Programs run with a time limit, their output captured and their time and memory measured.
//!
//! A program runs in a process group of its own. At the limit the whole group is killed; after an ordinary end what is
//! left of the group is killed too, so that no test leaves a process behind and no pipe stays open for ever.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Exit(i32),
    Signal(i32),
    TimedOut,
}

impl std::fmt::Display for End {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            End::Exit(code) => write!(out, "exit {code}"),
            End::Signal(number) => write!(out, "signal {number}"),
            End::TimedOut => write!(out, "timed out"),
        }
    }
}

/// What a finished program left.
pub struct Done {
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// From just before the start to the end of the program.
    pub wall: Duration,
    /// The largest resident set of the program itself, in bytes.
    pub peak_bytes: u64,
}

impl Done {
    pub fn ok(&self) -> bool {
        self.end == End::Exit(0)
    }

    pub fn out_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub fn err_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// The last lines of both streams, for messages.
    pub fn tail(&self) -> String {
        let all = format!("{}{}", self.out_text(), self.err_text());
        let lines: Vec<&str> = all.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

/// How much of a stream is kept: a program that prints without end must not fill the memory.
const STREAM_LIMIT: u64 = 64 << 20;

fn reader(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stream) = stream {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut limited = stream.take(STREAM_LIMIT);
            // An error of a read ends the stream as its end does: what came before it is what there is.
            let _ = limited.read_to_end(&mut bytes);
            let _ = std::io::copy(&mut limited.into_inner(), &mut std::io::sink());
            let _ = sender.send(bytes);
        });
    }
    receiver
}

fn kill_group(pid: i32) {
    // SAFETY: kill takes plain integers; the group is the one that was made for the child.
    unsafe {
        libc::kill(-pid, libc::SIGKILL);
    }
}

/// Runs `command` with an empty stdin and captured output, for at most `limit`.
pub fn run(command: &mut Command, limit: Duration) -> Result<Done, String> {
    run_watched(command, limit, None)
}

/// Waits for the end of the watched program, which drops the other end of `finished`; true when the program is late:
/// it exceeds `limit`, or the file of its progress has not grown for the given time.
fn is_late(finished: &mpsc::Receiver<()>, limit: Duration, progress: Option<(PathBuf, Duration)>) -> bool {
    let Some((file, idle)) = progress else {
        return finished.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
    };
    let started = Instant::now();
    let (mut size, mut grown) = (0, started);
    while finished.recv_timeout(Duration::from_millis(200)) == Err(mpsc::RecvTimeoutError::Timeout) {
        let now = std::fs::metadata(&file).map_or(0, |data| data.len());
        if now != size {
            (size, grown) = (now, Instant::now());
        }
        if started.elapsed() > limit || grown.elapsed() > idle {
            return true;
        }
    }
    false
}

/// As `run`, and the program is late too when `progress`, a file that it writes, has not grown for the given time.
pub fn run_watched(
    command: &mut Command,
    limit: Duration,
    progress: Option<(&Path, Duration)>,
) -> Result<Done, String> {
    let progress = progress.map(|(file, idle)| (file.to_path_buf(), idle));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    // Whoever runs this in the background may ignore signals that keyboards send; the programs must not inherit that.
    // SAFETY: `signal` may be called between fork and exec.
    unsafe {
        command.pre_exec(|| {
            for number in [libc::SIGINT, libc::SIGQUIT, libc::SIGHUP] {
                libc::signal(number, libc::SIG_DFL);
            }
            Ok(())
        });
    }
    let started = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", command.get_program().to_string_lossy()))?;
    let pid = child.id() as i32;
    let stdout = reader(child.stdout.take());
    let stderr = reader(child.stderr.take());
    let (finished, watch) = mpsc::channel::<()>();
    let watchdog = std::thread::spawn(move || {
        let late = is_late(&watch, limit, progress);
        if late {
            kill_group(pid);
        }
        late
    });
    let (status, usage) = wait(pid)?;
    let wall = started.elapsed();
    drop(finished);
    let late = watchdog.join().unwrap_or(false);
    kill_group(pid);
    // A process that left the group may still hold the pipe; its output is not the program's.
    let grace = Duration::from_secs(2);
    let end = if late {
        End::TimedOut
    } else if libc::WIFSIGNALED(status) {
        End::Signal(libc::WTERMSIG(status))
    } else {
        End::Exit(libc::WEXITSTATUS(status))
    };
    Ok(Done {
        end,
        stdout: stdout.recv_timeout(grace).unwrap_or_default(),
        stderr: stderr.recv_timeout(grace).unwrap_or_default(),
        wall,
        peak_bytes: usage.ru_maxrss as u64 * 1024,
    })
}

/// Waits for the child; gives its wait status and its use of resources.
fn wait(pid: i32) -> Result<(i32, libc::rusage), String> {
    let mut status = 0;
    // SAFETY: rusage is plain data for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both pointers are to live locals, and `pid` is a child that nobody else waits for.
        let answer = unsafe { libc::wait4(pid, &mut status, 0, &mut usage) };
        if answer == pid {
            return Ok((status, usage));
        }
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(format!("wait4: {error}"));
        }
    }
}

/// Runs `work` on every item, `jobs` at a time; the results come in the items' order. `each` is told of every result
/// as it comes, from the calling thread.
pub fn parallel<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut each: impl FnMut(&T, &R),
) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs.max(1) {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(item) = items.get(at) else { return };
                    if sender.send((at, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (at, result) in receiver {
            each(&items[at], &result);
            results[at] = Some(result);
        }
    });
    results.into_iter().map(|result| result.expect("every item was worked on")).collect()
}

/// How many programs to run at a time.
pub fn jobs() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get())
}

#[cfg(test)]
mod tests {
    use super::{End, parallel, run};
    use std::process::Command;
    use std::time::{Duration, Instant};

    fn shell(script: &str, millis: u64) -> super::Done {
        run(Command::new("sh").arg("-c").arg(script), Duration::from_millis(millis)).unwrap()
    }

    #[test]
    fn output_and_end_are_captured() {
        let done = shell("echo out; echo err >&2; exit 3", 10_000);
        assert_eq!(done.end, End::Exit(3));
        assert_eq!((done.out_text().as_str(), done.err_text().as_str()), ("out\n", "err\n"));
        assert!(done.peak_bytes > 0);
        assert_eq!(shell("kill -9 $$", 10_000).end, End::Signal(9));
    }

    #[test]
    fn the_limit_ends_the_whole_group() {
        let started = Instant::now();
        let done = shell("echo before; sleep 60 & sleep 60", 200);
        assert_eq!(done.end, End::TimedOut);
        assert_eq!(done.out_text(), "before\n");
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn results_come_in_order() {
        let items: Vec<u64> = (0..20).collect();
        let mut seen = 0;
        let squares = parallel(&items, 3, |n| n * n, |_, _| seen += 1);
        assert_eq!(squares, items.iter().map(|n| n * n).collect::<Vec<_>>());
        assert_eq!(seen, 20);
    }
}
