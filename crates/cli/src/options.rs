//! The arguments of the command line.
//!
//! Options may be joined (`-Sc cmd`). `-c`, `-m` and the first argument that is no option end the options: what follows
//! belongs to the program.

use vm::config::Run;

use crate::help;

/// What the options say. Counts are how often an option was given.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub run: Option<Run>,
    /// `sys.argv`.
    pub argv: Vec<Vec<u8>>,
    pub bytes_warning: i64,
    pub dont_write_bytecode: bool,
    pub debug: i64,
    pub ignore_environment: bool,
    pub inspect: i64,
    pub isolated: bool,
    pub optimize: i64,
    pub safe_path: bool,
    pub quiet: i64,
    pub no_user_site: bool,
    pub no_site: bool,
    pub unbuffered: bool,
    pub verbose: i64,
    pub skip_first_line: bool,
    pub warnings: Vec<Vec<u8>>,
    pub xoptions: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    pub check_hash_pycs: Option<&'static str>,
    version: i64,
}

/// What to do.
pub enum Parsed {
    Run(Box<Line>),
    /// Print a text and succeed.
    Print(String),
    /// Print a message and the usage, and fail.
    Wrong(String),
}

/// Ends the reading of options early.
enum Stop {
    Print(String),
    Wrong(String),
}

struct Arguments<'a> {
    all: &'a [Vec<u8>],
    next: usize,
}

impl<'a> Arguments<'a> {
    fn take(&mut self) -> Option<&'a [u8]> {
        let word = self.all.get(self.next)?;
        self.next += 1;
        Some(word)
    }
}

/// Reads the arguments, the program's name first.
pub fn parse(all: &[Vec<u8>]) -> Parsed {
    let mut line = Line::default();
    let mut args = Arguments { all, next: 1 };
    match read(&mut line, &mut args) {
        Ok(()) => {}
        Err(Stop::Print(text)) => return Parsed::Print(text),
        Err(Stop::Wrong(text)) => return Parsed::Wrong(text),
    }
    if line.version > 0 {
        return Parsed::Print(help::version(line.version > 1));
    }
    if line.isolated {
        line.ignore_environment = true;
        line.no_user_site = true;
        line.safe_path = true;
    }
    Parsed::Run(Box::new(line))
}

fn read(line: &mut Line, args: &mut Arguments) -> Result<(), Stop> {
    while let Some(word) = args.all.get(args.next).map(Vec::as_slice) {
        if word == b"-" || !word.starts_with(b"-") {
            break;
        }
        args.next += 1;
        if word == b"--" {
            break;
        }
        if let Some(long) = word.strip_prefix(b"--") {
            long_option(line, long, args)?;
        } else if short_options(line, &word[1..], args)? {
            return Ok(());
        }
    }
    program(line, args);
    Ok(())
}

/// The first argument behind the options names the program, `-` standard input.
fn program(line: &mut Line, args: &mut Arguments) {
    let rest = args.all[args.next.min(args.all.len())..].to_vec();
    line.run = Some(match rest.first().map(Vec::as_slice) {
        None | Some(b"-") => Run::Stdin,
        Some(path) => Run::File(path.to_vec()),
    });
    line.argv = if rest.is_empty() { vec![Vec::new()] } else { rest };
}

fn long_option(line: &mut Line, name: &[u8], args: &mut Arguments) -> Result<(), Stop> {
    match name {
        b"help" => Err(Stop::Print(help::full())),
        b"help-all" => Err(Stop::Print(help::all())),
        b"help-env" => Err(Stop::Print(help::ENVIRONMENT.to_owned())),
        b"help-xoptions" => Err(Stop::Print(help::XOPTIONS.to_owned())),
        b"licenses" => Err(Stop::Print(vm::licences())),
        b"version" => {
            line.version += 1;
            Ok(())
        }
        b"check-hash-based-pycs" => match args.take() {
            None => Err(Stop::Wrong("Argument expected for the --check-hash-based-pycs options".to_owned())),
            Some(mode) => {
                let known = ["always", "default", "never"].into_iter().find(|m| m.as_bytes() == mode);
                match known {
                    Some(m) => line.check_hash_pycs = Some(m),
                    None => {
                        return Err(Stop::Wrong(
                            "--check-hash-based-pycs must be one of 'default', 'always', or 'never'".to_owned(),
                        ));
                    }
                }
                Ok(())
            }
        },
        _ => Err(Stop::Wrong(format!("Unknown option: --{}", String::from_utf8_lossy(name)))),
    }
}

/// Reads joined options. True when one of them ends the options.
fn short_options(line: &mut Line, letters: &[u8], args: &mut Arguments) -> Result<bool, Stop> {
    for (i, letter) in letters.iter().enumerate() {
        if !b"cmWX".contains(letter) {
            flag(line, *letter)?;
            continue;
        }
        let rest = &letters[i + 1..];
        let Some(value) = (if rest.is_empty() { args.take() } else { Some(rest) }) else {
            return Err(Stop::Wrong(format!("Argument expected for the -{} option", char::from(*letter))));
        };
        match letter {
            b'c' | b'm' => {
                let name = if *letter == b'c' { b"-c" } else { b"-m" };
                let mut text = value.to_vec();
                line.run = Some(if *letter == b'c' {
                    text.push(b'\n');
                    Run::Command(text)
                } else {
                    Run::Module(text)
                });
                line.argv = vec![name.to_vec()];
                line.argv.extend_from_slice(&args.all[args.next.min(args.all.len())..]);
                return Ok(true);
            }
            b'W' => line.warnings.push(value.to_vec()),
            _ => {
                let at = value.iter().position(|b| *b == b'=');
                line.xoptions.push(match at {
                    Some(at) => (value[..at].to_vec(), Some(value[at + 1..].to_vec())),
                    None => (value.to_vec(), None),
                });
            }
        }
        return Ok(false);
    }
    Ok(false)
}

fn flag(line: &mut Line, letter: u8) -> Result<(), Stop> {
    match letter {
        b'b' => line.bytes_warning += 1,
        b'B' => line.dont_write_bytecode = true,
        b'd' => line.debug += 1,
        b'E' => line.ignore_environment = true,
        b'h' | b'?' => return Err(Stop::Print(help::full())),
        b'i' => line.inspect += 1,
        b'I' => line.isolated = true,
        b'O' => line.optimize += 1,
        b'P' => line.safe_path = true,
        b'q' => line.quiet += 1,
        // Kept for compatibility: hashes are random anyway.
        b'R' => {}
        b's' => line.no_user_site = true,
        b'S' => line.no_site = true,
        b't' => {}
        b'u' => line.unbuffered = true,
        b'v' => line.verbose += 1,
        b'V' => line.version += 1,
        b'x' => line.skip_first_line = true,
        b'J' => return Err(Stop::Wrong("-J is reserved for Jython".to_owned())),
        other => return Err(Stop::Wrong(format!("Unknown option: -{}", char::from(other)))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> Line {
        let all: Vec<Vec<u8>> = std::iter::once("pellucid").chain(words.iter().copied()).map(|w| w.into()).collect();
        match parse(&all) {
            Parsed::Run(line) => *line,
            Parsed::Print(text) | Parsed::Wrong(text) => panic!("{text}"),
        }
    }

    #[test]
    fn options_may_be_joined() {
        let l = line(&["-BOOSc", "pass", "-x", "y"]);
        assert!(l.dont_write_bytecode && l.no_site && !l.skip_first_line);
        assert_eq!((l.optimize, l.run), (2, Some(Run::Command(b"pass\n".to_vec()))));
        assert_eq!(l.argv, [b"-c".to_vec(), b"-x".to_vec(), b"y".to_vec()]);
    }

    #[test]
    fn values_stand_behind_or_in_the_next_argument() {
        let l = line(&["-Werror", "-W", "ignore::UserWarning", "-Xdev", "-X", "a=b=c", "s.py", "-v"]);
        assert_eq!(l.warnings, [b"error".to_vec(), b"ignore::UserWarning".to_vec()]);
        assert_eq!(l.xoptions, [(b"dev".to_vec(), None), (b"a".to_vec(), Some(b"b=c".to_vec()))]);
        assert_eq!((l.run, l.verbose), (Some(Run::File(b"s.py".to_vec())), 0));
        assert_eq!(l.argv, [b"s.py".to_vec(), b"-v".to_vec()]);
    }

    #[test]
    fn nothing_and_a_dash_are_standard_input() {
        assert_eq!((line(&[]).run, line(&[]).argv), (Some(Run::Stdin), vec![Vec::new()]));
        assert_eq!((line(&["-", "a"]).run, line(&["-", "a"]).argv.len()), (Some(Run::Stdin), 2));
    }

    #[test]
    fn wrong_options_are_refused() {
        let wrong = |word: &str| match parse(&["p".into(), word.into()]) {
            Parsed::Wrong(text) => text,
            _ => panic!("{word} was taken"),
        };
        assert_eq!(wrong("-z"), "Unknown option: -z");
        assert_eq!(wrong("-c"), "Argument expected for the -c option");
        assert_eq!(wrong("--bad"), "Unknown option: --bad");
    }
}
