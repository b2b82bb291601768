//! A command line taken apart: flags and options are taken by name, what is left are the positional words.

/// The words after the command's name.
pub struct Args {
    words: Vec<String>,
}

impl Args {
    pub fn new(words: Vec<String>) -> Args {
        Args { words }
    }

    /// Takes `--name` and says whether it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// Takes `--name VALUE` or `--name=VALUE`; the last one counts.
    pub fn option(&mut self, name: &str) -> Result<Option<String>, String> {
        let mut value = None;
        let mut at = 0;
        while at < self.words.len() {
            if self.words[at] == name {
                if at + 1 == self.words.len() {
                    return Err(format!("{name} needs a value"));
                }
                self.words.remove(at);
                value = Some(self.words.remove(at));
            } else if let Some(rest) = self.words[at].strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                value = Some(rest.to_string());
                self.words.remove(at);
            } else {
                at += 1;
            }
        }
        Ok(value)
    }

    /// Takes `--name N`.
    pub fn number(&mut self, name: &str) -> Result<Option<u64>, String> {
        match self.option(name)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| format!("{name} needs a number, not {text:?}")),
        }
    }

    /// The positional words; a flag that nobody took is an error.
    pub fn finish(self) -> Result<Vec<String>, String> {
        match self.words.iter().find(|word| word.starts_with("--")) {
            Some(unknown) => Err(format!("unknown option {unknown}")),
            None => Ok(self.words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(text: &str) -> Args {
        Args::new(text.split_whitespace().map(str::to_string).collect())
    }

    #[test]
    fn options_are_taken_by_name() {
        let mut line = args("a --jobs 3 --quick b --python=x/y");
        assert!(line.flag("--quick"));
        assert!(!line.flag("--quick"));
        assert_eq!(line.number("--jobs"), Ok(Some(3)));
        assert_eq!(line.option("--python"), Ok(Some("x/y".to_string())));
        assert_eq!(line.finish(), Ok(vec!["a".to_string(), "b".to_string()]));
    }

    #[test]
    fn what_is_unknown_or_incomplete_is_an_error() {
        assert!(args("--wat").finish().is_err());
        assert!(args("--jobs").number("--jobs").is_err());
        assert!(args("--jobs many").number("--jobs").is_err());
    }
}
