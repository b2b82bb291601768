//! `PELLUCID_JIT` and its siblings.

/// How the JIT works.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    pub on: bool,
    /// Iterations of a loop before it is recorded.
    pub threshold: u64,
    /// Exits through one guard before its other way is recorded.
    pub exits: u32,
    /// Compile at once, instead of on a thread of its own.
    pub sync: bool,
    /// Is the optimiser to trust nothing at labels?
    pub optimise: bool,
    /// Force this guard of every tree to fail each time.
    pub fail: Option<u32>,
    /// Compile so many times at most: halving the number finds the compilation that makes a difference.
    pub limit: Option<u64>,
    /// Write a line for each trace.
    pub log: bool,
    /// Write a line for each exit.
    pub log_exits: bool,
    /// Write the IR of each trace.
    pub dump: bool,
    /// Write the map by which `perf` names machine code.
    pub perf: bool,
    /// Write counts at the end.
    pub stats: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            on: true,
            threshold: 400,
            exits: 50,
            sync: false,
            optimise: true,
            fail: None,
            limit: None,
            log: false,
            log_exits: false,
            dump: false,
            perf: false,
            stats: false,
        }
    }
}

static mut CONFIG: Option<Config> = None;

/// Sets the configuration, at start-up.
pub fn configure(c: Config) {
    backend::perf_map(c.perf);
    // SAFETY: start-up is single-threaded.
    unsafe { CONFIG = Some(c) };
}

/// The configuration.
pub(crate) fn config() -> &'static Config {
    // SAFETY: written at start-up only.
    unsafe { CONFIG.get_or_insert_with(Config::default) }
}

impl Config {
    /// Reads `PELLUCID_JIT`: parts joined by commas, `off`, `on`, `threshold=N`, `sync`, `noopt`, `exits=N`, `fail=N`, `limit=N`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(mut self, text: &str) -> Result<Config, String> {
        for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let number =
                |v: &str| v.parse::<u32>().map_err(|_| format!("PELLUCID_JIT: '{v}' in '{part}' is no number"));
            match part.split_once('=') {
                None if part == "off" => self.on = false,
                None if part == "on" => self.on = true,
                None if part == "sync" => self.sync = true,
                None if part == "noopt" => self.optimise = false,
                Some(("threshold", v)) => {
                    self.threshold = u64::from(number(v)?).max(1);
                    self.sync = true;
                    if self.threshold < 100 {
                        self.exits = self.exits.min(2);
                    }
                }
                Some(("exits", v)) => self.exits = number(v)?.max(1),
                Some(("fail", v)) => self.fail = Some(number(v)?),
                Some(("limit", v)) => self.limit = Some(u64::from(number(v)?)),
                _ => {
                    return Err(format!(
                        "PELLUCID_JIT: '{part}' is not known; use off, on, threshold=N, sync, noopt, exits=N, fail=N, limit=N"
                    ));
                }
            }
        }
        Ok(self)
    }
}
