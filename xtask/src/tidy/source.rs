//! Rust source taken apart just far enough for the rules: what is code, what is comment, where functions begin and end.
//!
//! `Source::code` has the shape of the text (the same lines, the same columns in bytes) with the insides of comments,
//! strings and characters blanked, so that a search finds code only.

/// A comment, from its mark to the end of its line (or of the block).
pub struct Comment {
    /// From 0.
    pub line: usize,
    pub text: String,
}

pub struct Source {
    pub code: String,
    pub comments: Vec<Comment>,
}

/// A function with a body.
pub struct Function {
    pub name: String,
    /// First and last line, from 0.
    pub first: usize,
    pub last: usize,
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    code: Vec<u8>,
    comments: Vec<(usize, String)>,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn keep(&mut self) {
        self.code.push(self.text[self.at]);
        self.at += 1;
    }

    fn blank_to(&mut self, end: usize) {
        let end = end.min(self.text.len());
        for &byte in &self.text[self.at..end] {
            self.code.push(if byte == b'\n' { b'\n' } else { b' ' });
        }
        self.at = end;
    }

    fn comment_to(&mut self, end: usize) {
        let text = String::from_utf8_lossy(&self.text[self.at..end]).into_owned();
        self.comments.push((self.at, text));
        self.blank_to(end);
    }

    fn line_comment(&mut self) {
        let length = self.text[self.at..].iter().position(|&byte| byte == b'\n');
        self.comment_to(length.map_or(self.text.len(), |length| self.at + length));
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        let mut end = self.at;
        while end < self.text.len() {
            match &self.text[end..(end + 2).min(self.text.len())] {
                b"/*" => {
                    depth += 1;
                    end += 2;
                }
                b"*/" => {
                    depth -= 1;
                    end += 2;
                    if depth == 0 {
                        break;
                    }
                }
                _ => end += 1,
            }
        }
        self.comment_to(end.min(self.text.len()));
    }

    /// From an opening quote to the closing one.
    fn quoted(&mut self, quote: u8) {
        let mut end = self.at + 1;
        while end < self.text.len() && self.text[end] != quote {
            end += if self.text[end] == b'\\' { 2 } else { 1 };
        }
        self.blank_to(end + 1);
    }

    /// `r"..."`, `r#"..."#`, at the `r`; false when it is an ordinary word (`r#type`, `return`).
    fn raw_string(&mut self) -> bool {
        let hashes = self.text[self.at + 1..].iter().take_while(|&&byte| byte == b'#').count();
        if self.peek(1 + hashes) != b'"' {
            return false;
        }
        let mut close = vec![b'"'];
        close.resize(1 + hashes, b'#');
        let inside = self.at + 2 + hashes;
        let length = self.text[inside..].windows(close.len()).position(|window| window == close);
        self.blank_to(length.map_or(self.text.len(), |length| inside + length + close.len()));
        true
    }

    /// A character literal, or the mark of a lifetime or label.
    fn tick(&mut self) {
        let width = match self.peek(1) {
            byte if byte < 0x80 => 1,
            byte => byte.leading_ones() as usize,
        };
        if self.peek(1) == b'\\' || self.peek(1 + width) == b'\'' { self.quoted(b'\'') } else { self.keep() }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl Source {
    pub fn new(text: &str) -> Source {
        let mut scanner =
            Scanner { text: text.as_bytes(), at: 0, code: Vec::with_capacity(text.len()), comments: Vec::new() };
        while scanner.at < scanner.text.len() {
            let in_word =
                scanner.at > 0 && is_word(scanner.text[scanner.at - 1]) && scanner.text[scanner.at - 1] != b'b';
            match (scanner.peek(0), scanner.peek(1)) {
                (b'/', b'/') => scanner.line_comment(),
                (b'/', b'*') => scanner.block_comment(),
                (b'"', _) => scanner.quoted(b'"'),
                (b'\'', _) => scanner.tick(),
                (b'r', b'"' | b'#') if !in_word && scanner.raw_string() => {}
                _ => scanner.keep(),
            }
        }
        let code = String::from_utf8_lossy(&scanner.code).into_owned();
        let line_of = |at: usize| text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
        let comments = scanner.comments.into_iter().map(|(at, text)| Comment { line: line_of(at), text }).collect();
        Source { code, comments }
    }

    /// The comments of a line, joined.
    pub fn comment_on(&self, line: usize) -> String {
        let covers =
            |comment: &&Comment| (comment.line..=comment.line + comment.text.matches('\n').count()).contains(&line);
        self.comments.iter().filter(covers).map(|comment| comment.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether the line, or the block of comments and attributes right above it, says `mark`.
    pub fn marked(&self, line: usize, mark: &str) -> bool {
        if self.comment_on(line).contains(mark) {
            return true;
        }
        let lines: Vec<&str> = self.code.lines().collect();
        let mut above = line;
        while above > 0 {
            above -= 1;
            let code = lines.get(above).map_or("", |code| code.trim());
            let comment = self.comment_on(above);
            let attribute = code.starts_with("#[") || code.ends_with(")]");
            if !attribute && (!code.is_empty() || comment.is_empty()) {
                return false;
            }
            if comment.contains(mark) {
                return true;
            }
        }
        false
    }

    /// The functions that have a body, in order; a function within another is listed too.
    pub fn functions(&self) -> Vec<Function> {
        let code = self.code.as_bytes();
        let mut found = Vec::new();
        let mut line = 0;
        let mut at = 0;
        while at < code.len() {
            if code[at] == b'\n' {
                line += 1;
            }
            if code[at..].starts_with(b"fn ") && (at == 0 || !is_word(code[at - 1])) {
                let name: Vec<u8> = code[at + 3..].iter().copied().take_while(|&byte| is_word(byte)).collect();
                if let (false, Some(last)) = (name.is_empty(), last_line(&code[at..], line)) {
                    found.push(Function { name: String::from_utf8_lossy(&name).into_owned(), first: line, last });
                }
            }
            at += 1;
        }
        found
    }
}

/// The line of the brace that closes the body of the function that `code` begins with; none if it has no body.
fn last_line(code: &[u8], first: usize) -> Option<usize> {
    let (mut line, mut depth, mut brackets) = (first, 0, 0);
    for &byte in code {
        match byte {
            b'\n' => line += 1,
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b';' if depth == 0 && brackets == 0 => return None,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth <= 0 {
                    return Some(line);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn strings_and_comments_are_blanked() {
        let text = "let a = \"fn x() {\\\"\"; // unsafe {\nlet b = r#\"\" } \"#; let c = '\"'; let d: &'static u8 = b\"}\";\n/* { /* } */ */ x";
        let source = Source::new(text);
        assert_eq!(source.code.len(), text.len());
        assert!(!source.code.contains("unsafe") && !source.code.contains('{') && !source.code.contains('}'));
        assert!(source.code.contains("&'static u8") && source.code.ends_with(" x"));
        assert_eq!(source.comments.len(), 2);
        assert_eq!((source.comments[1].line, source.comments[1].text.as_str()), (2, "/* { /* } */ */"));
    }

    #[test]
    fn functions_have_their_lines() {
        let text = "trait T { fn none(&self) -> [u8; 2]; }\nfn one<'a>(x: &'a str)\nwhere X: Y {\n  fn inner() {}\n  if x { }\n}\ntype F = fn (u8);\n";
        let functions = Source::new(text).functions();
        let short: Vec<_> = functions.iter().map(|f| (f.name.as_str(), f.first, f.last)).collect();
        assert_eq!(short, [("one", 1, 5), ("inner", 3, 3)]);
    }

    #[test]
    fn marks_are_found_above_attributes() {
        let source = Source::new("// SAFETY: it is.\n#[inline]\nfn a() {}\n\nfn b() {} // SAFETY: here\nfn c() {}\n");
        assert!(source.marked(2, "SAFETY"));
        assert!(source.marked(4, "SAFETY"));
        assert!(!source.marked(5, "SAFETY"));
    }
}
