//! The rows from which programs are made: texts in `templates/` with placeholders, each with a feature and a weight.
//!
//! Placeholders, which begin with `$`:
//! - `i f s l d t e x o`: a variable that holds an int, float, str, list of ints, dict, tuple, set, anything, an object;
//! - `I F S L D T X B`: an expression of that kind, `B` a condition;
//! - `k` a small int, `K` one at the edge of a range, `p` 2 to 7, `b` 0 to 2, `j` an index, `P` a modulus, `r` a float,
//!   `q` a string, `c` a count of events;
//! - `n` the trip count of a loop, `m` a small one; `u` the variable of the innermost loop, `z` one of its values;
//! - `C` a class, `N` an attribute, `M` a method, `h` a helper, `H` a call of one, `G` a new generator, `E` an exception
//!   class, `g` a global variable, `W` the case itself, `A` an action of a tracer, `V` True or False, `Y` an event of
//!   monitoring, `Z` a frame or None;
//! - `0` the name of the item itself, `1` to `9` names that are new in each use of the row.
//!
//! A line `*` stands for some statements. To add a row, write it; the test below checks its placeholders.

use super::tree::{self, Node};

pub const FEATURES: [&str; 24] = [
    "ints",
    "floats",
    "strs",
    "lists",
    "tuples",
    "dicts",
    "sets",
    "match",
    "loops",
    "exceptions",
    "with",
    "calls",
    "closures",
    "globals",
    "generators",
    "comprehensions",
    "async",
    "objects",
    "classes",
    "dunders",
    "frames",
    "tracers",
    "profile",
    "monitoring",
];

/// The kinds of variables, in the order in which a case declares them.
pub const VARIABLES: &str = "ifsldtexo";

pub struct Row {
    /// Its place in `FEATURES`; for an item, its kind is in `kind`.
    pub feature: usize,
    /// The letter of an expression, `@` for a statement, or `c`, `h`, `g`: class, helper, generator.
    pub kind: char,
    pub weight: u32,
    /// May stand in a loop only.
    pub in_loop: bool,
    pub nodes: Vec<Node>,
    /// The placeholders that occur.
    pub placeholders: String,
}

impl Row {
    fn new(kind: char, feature: usize, weight: u32, in_loop: bool, text: &str) -> Row {
        let mut placeholders = String::new();
        for (at, _) in text.match_indices('$') {
            let letter = text[at + 1..].chars().next().unwrap_or(' ');
            if !placeholders.contains(letter) {
                placeholders.push(letter);
            }
        }
        Row { feature, kind, weight, in_loop, nodes: tree::parse(text), placeholders }
    }

    /// An expression without expressions inside.
    pub fn is_leaf(&self) -> bool {
        !self.placeholders.contains(['I', 'F', 'S', 'L', 'D', 'T', 'X', 'B', 'H', 'G'])
    }
}

fn feature(name: &str) -> usize {
    let found = FEATURES.iter().position(|known| *known == name);
    found.unwrap_or_else(|| panic!("a template names the unknown feature {name}"))
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("a template has the weight {word:?}"))
}

fn expression(line: &str) -> Row {
    let mut parts = line.splitn(4, ' ');
    let mut part = || parts.next().unwrap_or_else(|| panic!("a template is incomplete: {line}"));
    let (kind, name, weight, text) = (part(), part(), part(), part());
    Row::new(kind.chars().next().unwrap_or(' '), feature(name), number(weight), false, text)
}

fn statement(section: &str) -> Row {
    let (first, text) = section.split_once('\n').unwrap_or((section, ""));
    let words: Vec<&str> = first.split_whitespace().collect();
    match words[..] {
        ["class"] => Row::new('c', feature("objects"), 1, false, text),
        ["helper"] => Row::new('h', feature("calls"), 1, false, text),
        ["generator"] => Row::new('g', feature("generators"), 1, false, text),
        [name, weight, ref flags @ ..] => {
            Row::new('@', feature(name), number(weight), flags.contains(&"in_loop"), text)
        }
        _ => panic!("a template begins with {first:?}"),
    }
}

/// All rows.
pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = include_str!("templates/expressions.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(expression)
        .collect();
    let files = [
        include_str!("templates/data.txt"),
        include_str!("templates/flow.txt"),
        include_str!("templates/objects.txt"),
        include_str!("templates/items.txt"),
    ];
    for text in files {
        // What stands before the first mark is the file's comment.
        rows.extend(text.split("\n@ ").skip(1).map(statement));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{FEATURES, VARIABLES, rows};

    #[test]
    fn every_placeholder_is_known_and_every_kind_has_a_leaf() {
        let rows = rows();
        assert!(rows.len() > 300);
        let known = format!("{VARIABLES}IFSLDTXBkKpbjPrqcnmuzCNMhHGEgWAVYZ0123456789");
        for row in &rows {
            let unknown: Vec<char> = row.placeholders.chars().filter(|letter| !known.contains(*letter)).collect();
            assert!(unknown.is_empty(), "{unknown:?} in {:?}", row.nodes);
        }
        for kind in "IFSLDTX".chars() {
            assert!(rows.iter().any(|row| row.kind == kind && row.is_leaf()), "{kind}");
        }
        for (index, name) in FEATURES.iter().enumerate() {
            assert!(rows.iter().any(|row| row.feature == index), "no row of {name}");
        }
    }
}
