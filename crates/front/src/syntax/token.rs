//! Kinds of tokens, under the numbers and names of CPython's `token` module.

/// One kind of token. The discriminants are those of CPython 3.14's `token.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    EndMarker = 0,
    Name = 1,
    Number = 2,
    String = 3,
    Newline = 4,
    Indent = 5,
    Dedent = 6,
    LPar = 7,
    RPar = 8,
    LSqb = 9,
    RSqb = 10,
    Colon = 11,
    Comma = 12,
    Semi = 13,
    Plus = 14,
    Minus = 15,
    Star = 16,
    Slash = 17,
    VBar = 18,
    Amper = 19,
    Less = 20,
    Greater = 21,
    Equal = 22,
    Dot = 23,
    Percent = 24,
    LBrace = 25,
    RBrace = 26,
    EqEqual = 27,
    NotEqual = 28,
    LessEqual = 29,
    GreaterEqual = 30,
    Tilde = 31,
    Circumflex = 32,
    LeftShift = 33,
    RightShift = 34,
    DoubleStar = 35,
    PlusEqual = 36,
    MinEqual = 37,
    StarEqual = 38,
    SlashEqual = 39,
    PercentEqual = 40,
    AmperEqual = 41,
    VBarEqual = 42,
    CircumflexEqual = 43,
    LeftShiftEqual = 44,
    RightShiftEqual = 45,
    DoubleStarEqual = 46,
    DoubleSlash = 47,
    DoubleSlashEqual = 48,
    At = 49,
    AtEqual = 50,
    RArrow = 51,
    Ellipsis = 52,
    ColonEqual = 53,
    Exclamation = 54,
    Op = 55,
    TypeIgnore = 56,
    TypeComment = 57,
    SoftKeyword = 58,
    FStringStart = 59,
    FStringMiddle = 60,
    FStringEnd = 61,
    TStringStart = 62,
    TStringMiddle = 63,
    TStringEnd = 64,
    Comment = 65,
    Nl = 66,
    ErrorToken = 67,
}

impl Kind {
    /// Whether `tokenize` gives the type `OP` for this kind and keeps the kind itself as `exact_type`.
    pub fn is_operator(self) -> bool {
        (Kind::LPar as u8..=Kind::Op as u8).contains(&(self as u8))
    }
}

/// The operator of this one character; [`Kind::Op`] if there is none.
pub fn one_char(c: u8) -> Kind {
    match c {
        b'(' => Kind::LPar,
        b')' => Kind::RPar,
        b'[' => Kind::LSqb,
        b']' => Kind::RSqb,
        b':' => Kind::Colon,
        b',' => Kind::Comma,
        b';' => Kind::Semi,
        b'+' => Kind::Plus,
        b'-' => Kind::Minus,
        b'*' => Kind::Star,
        b'/' => Kind::Slash,
        b'|' => Kind::VBar,
        b'&' => Kind::Amper,
        b'<' => Kind::Less,
        b'>' => Kind::Greater,
        b'=' => Kind::Equal,
        b'.' => Kind::Dot,
        b'%' => Kind::Percent,
        b'{' => Kind::LBrace,
        b'}' => Kind::RBrace,
        b'~' => Kind::Tilde,
        b'^' => Kind::Circumflex,
        b'@' => Kind::At,
        b'!' => Kind::Exclamation,
        _ => Kind::Op,
    }
}

/// The operator of these two characters.
pub fn two_chars(a: u8, b: u8) -> Option<Kind> {
    Some(match (a, b) {
        (b'=', b'=') => Kind::EqEqual,
        (b'!', b'=') | (b'<', b'>') => Kind::NotEqual,
        (b'<', b'=') => Kind::LessEqual,
        (b'>', b'=') => Kind::GreaterEqual,
        (b'<', b'<') => Kind::LeftShift,
        (b'>', b'>') => Kind::RightShift,
        (b'*', b'*') => Kind::DoubleStar,
        (b'+', b'=') => Kind::PlusEqual,
        (b'-', b'=') => Kind::MinEqual,
        (b'*', b'=') => Kind::StarEqual,
        (b'/', b'=') => Kind::SlashEqual,
        (b'%', b'=') => Kind::PercentEqual,
        (b'&', b'=') => Kind::AmperEqual,
        (b'|', b'=') => Kind::VBarEqual,
        (b'^', b'=') => Kind::CircumflexEqual,
        (b'/', b'/') => Kind::DoubleSlash,
        (b'@', b'=') => Kind::AtEqual,
        (b'-', b'>') => Kind::RArrow,
        (b':', b'=') => Kind::ColonEqual,
        _ => return None,
    })
}

/// The operator of these three characters.
pub fn three_chars(a: u8, b: u8, c: u8) -> Option<Kind> {
    Some(match (a, b, c) {
        (b'<', b'<', b'=') => Kind::LeftShiftEqual,
        (b'>', b'>', b'=') => Kind::RightShiftEqual,
        (b'*', b'*', b'=') => Kind::DoubleStarEqual,
        (b'/', b'/', b'=') => Kind::DoubleSlashEqual,
        (b'.', b'.', b'.') => Kind::Ellipsis,
        _ => return None,
    })
}

/// A token and where it stands. Offsets count bytes of the text; columns count bytes of the line.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub lineno: i32,
    /// -1 for tokens that stand nowhere, as a dedent does.
    pub col: i32,
    pub end_lineno: i32,
    pub end_col: i32,
    /// Offset of the first line's start.
    pub line_start: usize,
    /// Open brackets around it, itself included if it opens one.
    pub level: usize,
}
