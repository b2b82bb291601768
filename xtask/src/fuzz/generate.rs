//! Random programs, made from the rows of `template`. A program is a list of *cases*: functions that are run one by one,
//! each with classes, helpers and generators of its own.
//!
//! Invariants:
//! 1. The same seed and features give the same program.
//! 2. Every loop is bounded: the product of the trip counts of nested loops, calls included, stays below the case's limit.
//! 3. What grows is cut: rows that could double a value in each iteration cut it.

use super::random::Random;
use super::template::{FEATURES, Row, VARIABLES};
use super::tree::Node;
use std::collections::BTreeMap;

pub const CASES: usize = 12;

/// What helpers and generators may cost in iterations.
const ITEM_LIMIT: u64 = 24;

/// How deep expressions are nested.
const EXPRESSION_DEPTH: u32 = 2;

/// The number of variables of each kind in a case.
const COUNTS: [(char, usize); 9] =
    [('i', 3), ('f', 2), ('s', 2), ('l', 2), ('d', 1), ('t', 1), ('e', 1), ('x', 2), ('o', 3)];

const EXCEPTIONS: [&str; 12] = [
    "ValueError",
    "KeyError",
    "TypeError",
    "ZeroDivisionError",
    "IndexError",
    "LookupError",
    "RuntimeError",
    "AttributeError",
    "ArithmeticError",
    "Custom",
    "Custom",
    "StopIteration",
];

/// A module-level function that may be called.
#[derive(Clone)]
struct Item {
    name: String,
    cost: u64,
}

/// Where a statement is to stand.
#[derive(Clone, Default)]
struct Place {
    /// The variables that are there, by kind.
    variables: BTreeMap<char, Vec<String>>,
    /// The loops around: the variable and its trip count, when the loop counts.
    loops: Vec<(String, i64)>,
    in_loop: bool,
    /// How often it is executed, at most.
    trips: u64,
    limit: u64,
    depth: u32,
}

struct Generator<'a> {
    rows: &'a [Row],
    features: &'a [bool],
    random: Random,
    case: usize,
    fresh: usize,
    place: Place,
    /// Statements that may still be made in this function.
    statements: u32,
    /// The most that any path of the item being made costs.
    cost: u64,
    classes: Vec<String>,
    helpers: Vec<Item>,
    generators: Vec<Item>,
}

/// The names that one use of a row has made.
type Names = BTreeMap<char, String>;

/// The program of a seed: the imports, each case as one tree, and the lines that run them.
pub fn program(rows: &[Row], features: &[bool], seed: u64, only: Option<usize>) -> Vec<Node> {
    let mut nodes = vec![
        Node::leaf("import math, sys"),
        Node::leaf("from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run"),
        Node::leaf("from _things import *"),
    ];
    let mut calls = Vec::new();
    for case in (0..CASES).filter(|case| only.is_none_or(|only| only == *case)) {
        // A case does not depend on those before it, so that each can be made alone.
        let random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(case as u64));
        let mut generator = Generator {
            rows,
            features,
            random,
            case,
            fresh: 0,
            place: Place::default(),
            statements: 0,
            cost: 0,
            classes: Vec::new(),
            helpers: Vec::new(),
            generators: Vec::new(),
        };
        nodes.extend(generator.case());
        calls.push(Node::leaf(format!("run(case_{case})")));
    }
    nodes.extend(calls);
    nodes
}

/// The kinds of variables that an item's own text declares, by their names.
fn declared(nodes: &[Node], found: &mut BTreeMap<char, Vec<String>>) {
    for node in nodes {
        for word in node.head.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$') {
            let mut letters = word.chars();
            if let (Some(kind), Some('0'..='9'), None) = (letters.next(), letters.next(), letters.next())
                && VARIABLES.contains(kind)
            {
                let names = found.entry(kind).or_default();
                if !names.iter().any(|name| name == word) {
                    names.push(word.to_string());
                }
            }
        }
        declared(&node.body, found);
    }
}

impl Generator<'_> {
    fn case(&mut self) -> Vec<Node> {
        let mut nodes: Vec<Node> = (0..2).map(|n| Node::leaf(format!("g{}_{n} = {n}", self.case))).collect();
        for (kind, letter, count) in [('c', 'C', 3), ('h', 'h', 3), ('g', 'n', 2)] {
            let wanted = 1 + self.random.below(count) as usize;
            for number in 0..wanted {
                nodes.extend(self.item(kind, format!("{letter}{}_{number}", self.case)));
            }
        }
        let limit = [60, 60, 60, 400, 400, 400, 400, 400, 3000, 3000][self.random.below(10) as usize];
        self.place = Place { trips: 1, limit, ..Place::default() };
        let mut body = vec![self.globals()];
        for (kind, count) in COUNTS {
            body.extend(self.declare(kind, count));
        }
        self.statements = 12 + self.random.below(30) as u32;
        while self.statements > 0 {
            let made = self.statement();
            let made = self.guarded(made, 75);
            body.extend(made);
        }
        let all: Vec<String> = self.place.variables.values().flatten().cloned().collect();
        body.push(Node::leaf(format!("return ({})", all.join(", "))));
        nodes.push(Node::block(format!("def case_{}():", self.case), body));
        nodes
    }

    fn globals(&self) -> Node {
        Node::leaf(format!("global g{0}_0, g{0}_1", self.case))
    }

    fn feature(&self, name: &str) -> bool {
        FEATURES.iter().position(|known| *known == name).is_some_and(|index| self.features[index])
    }

    /// The line that makes the variables of a kind.
    fn declare(&mut self, kind: char, count: usize) -> Option<Node> {
        let feature = match kind {
            'i' | 'x' => "ints",
            'f' => "floats",
            's' => "strs",
            'l' => "lists",
            'd' => "dicts",
            't' => "tuples",
            'e' => "sets",
            _ => "objects",
        };
        if !self.feature(feature) {
            return None;
        }
        let names: Vec<String> = (0..count).map(|number| format!("{kind}{number}")).collect();
        let mut line = Vec::new();
        for name in &names {
            let text = match kind {
                'i' if self.random.percent(30) => "$K",
                'i' | 'x' => "$k",
                'f' => "$r",
                's' => "$q + $q",
                'l' if name == "l1" && self.random.percent(40) => "l0",
                'l' => "[$k, $p, $k]",
                'd' => "{$k: $k, $p: $p}",
                't' => "($k, $q)",
                'e' => "{$k, $p, $k}",
                _ if name == "o2" && self.random.percent(50) => "o0",
                _ => "$C($k)",
            };
            let value = self.text(text, 0, &mut Names::new());
            line.push(Node::leaf(format!("{name} = {value}")).head);
        }
        self.place.variables.insert(kind, names);
        Some(Node::leaf(line.join("; ")))
    }

    /// A class, helper or generator.
    fn item(&mut self, kind: char, name: String) -> Vec<Node> {
        let rows = self.rows;
        let fits = |row: &Row| row.kind == kind && self.features[row.feature];
        let weights: Vec<u32> = rows.iter().map(|row| if fits(row) { row.weight } else { 0 }).collect();
        let Some(index) = self.random.weighted(&weights) else { return Vec::new() };
        let row = &rows[index];
        self.place = Place { trips: 1, limit: ITEM_LIMIT, depth: 2, ..Place::default() };
        declared(&row.nodes, &mut self.place.variables);
        self.statements = 1 + self.random.below(6) as u32;
        self.cost = 2;
        let mut names = Names::from([('0', name.clone())]);
        let mut nodes = self.expand(&row.nodes, &mut names);
        if kind != 'c' {
            nodes[0].body.insert(0, self.globals());
        }
        let item = Item { name, cost: self.cost * 2 };
        match kind {
            'c' => self.classes.push(item.name),
            'h' => self.helpers.push(item),
            _ => self.generators.push(item),
        }
        nodes
    }

    /// Whether a row can be used here.
    fn fits(&self, row: &Row) -> bool {
        let all_there = row.placeholders.chars().all(|letter| match letter {
            'C' | 'M' | 'N' => !self.classes.is_empty(),
            'h' | 'H' => self.affordable(&self.helpers).next().is_some(),
            'G' => self.affordable(&self.generators).next().is_some(),
            'n' => self.place.trips * 3 <= self.place.limit && self.place.loops.len() < 4,
            _ if VARIABLES.contains(letter) => self.place.variables.contains_key(&letter),
            _ => true,
        });
        self.features[row.feature] && all_there && (self.place.in_loop || !row.in_loop)
    }

    fn affordable<'b>(&'b self, items: &'b [Item]) -> impl Iterator<Item = &'b Item> {
        items.iter().filter(|item| item.cost * self.place.trips <= self.place.limit * 4)
    }

    fn statement(&mut self) -> Vec<Node> {
        self.statements = self.statements.saturating_sub(1);
        let rows = self.rows;
        let deep = self.place.depth >= 5;
        let weights: Vec<u32> = rows
            .iter()
            .map(|row| {
                let wanted = row.kind == '@' && self.fits(row) && !(deep && row.nodes.iter().any(has_block));
                if wanted { row.weight } else { 0 }
            })
            .collect();
        match self.random.weighted(&weights) {
            Some(index) => self.expand(&rows[index].nodes, &mut Names::new()),
            None => vec![Node::leaf("pass")],
        }
    }

    /// The statements, perhaps inside a `try`: an exception that nobody catches ends the case.
    fn guarded(&mut self, nodes: Vec<Node>, chance: u64) -> Vec<Node> {
        if !self.feature("exceptions") || !self.random.percent(chance) {
            return nodes;
        }
        let handler = Node::block("except Exception as error:", vec![Node::leaf("caught(error)")]);
        vec![Node::block("try:", nodes), handler]
    }

    fn block(&mut self) -> Vec<Node> {
        let wanted = 1 + self.random.below(4);
        let mut nodes = Vec::new();
        for _ in 0..wanted {
            if self.statements == 0 && !nodes.is_empty() {
                break;
            }
            let made = self.statement();
            nodes.extend(made);
        }
        if self.place.in_loop { self.guarded(nodes, 40) } else { nodes }
    }

    fn expand(&mut self, nodes: &[Node], names: &mut Names) -> Vec<Node> {
        let mut made = Vec::new();
        for node in nodes {
            if node.head == "*" {
                made.extend(self.block());
                continue;
            }
            let before = self.place.clone();
            let is_loop = node.head.starts_with("for ") || node.head.starts_with("while ");
            let head = self.head(&node.head, is_loop, names);
            self.place.depth += 1;
            let body = self.expand(&node.body, names);
            self.place = before;
            made.push(Node::block(head, body));
        }
        made
    }

    /// Expands the line of a loop or another line; for a loop the place becomes that of its body.
    fn head(&mut self, text: &str, is_loop: bool, names: &mut Names) -> String {
        if !is_loop {
            return self.text(text, EXPRESSION_DEPTH, names);
        }
        let most = (self.place.limit / self.place.trips).max(3);
        let most = most.min([6, 15, 50, 200, 5000][self.random.below(5) as usize]);
        let trips = self.random.between(2, most as i64);
        let counts = text.contains("$n");
        let head = self.text(&text.replace("$n", &trips.to_string()), EXPRESSION_DEPTH, names);
        if counts && !text.contains(',') {
            // The names of the loop's variable follow the first placeholder that is a digit.
            let own = text.find("$1").and_then(|_| names.get(&'1').cloned());
            self.place.loops.extend(own.map(|name| (name, trips)));
        }
        self.place.trips *= if counts { trips as u64 } else { 5 };
        self.cost = self.cost.max(self.place.trips);
        self.place.in_loop = true;
        head
    }

    fn text(&mut self, text: &str, depth: u32, names: &mut Names) -> String {
        let mut made = String::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '$' => {
                    let letter = letters.next().unwrap_or('$');
                    made.push_str(&self.placeholder(letter, depth, names));
                }
                letter => made.push(letter),
            }
        }
        made
    }

    fn placeholder(&mut self, letter: char, depth: u32, names: &mut Names) -> String {
        match letter {
            '0'..='9' => {
                let fresh = &mut self.fresh;
                let new = || {
                    *fresh += 1;
                    format!("v{fresh}")
                };
                names.entry(letter).or_insert_with(new).clone()
            }
            'I' | 'F' | 'S' | 'L' | 'D' | 'T' | 'X' | 'B' => self.expression(letter, depth),
            'H' => self.call(depth),
            'G' => {
                let name = self.called('G');
                match self.random.below(3) {
                    0 => format!("keep({name}())"),
                    _ => format!("keep({name}({}))", self.random.between(1, 6)),
                }
            }
            'C' => self.random_name(&self.classes.clone()).unwrap_or_else(|| "Base".to_string()),
            'h' => self.called('h'),
            'g' => format!("g{}_{}", self.case, self.random.below(2)),
            'W' => format!("case_{}", self.case),
            'u' => match self.place.loops.last() {
                Some((name, _)) => name.clone(),
                None => self.variable('i'),
            },
            'z' => {
                let trips = self.place.loops.last().map_or(9, |(_, trips)| *trips);
                self.random.between(0, trips - 1).to_string()
            }
            _ if VARIABLES.contains(letter) => self.variable(letter),
            _ => self.literal(letter),
        }
    }

    fn random_name(&mut self, names: &[String]) -> Option<String> {
        if names.is_empty() { None } else { Some(names[self.random.below(names.len() as u64) as usize].clone()) }
    }

    fn variable(&mut self, kind: char) -> String {
        let names = self.place.variables.get(&kind).cloned().unwrap_or_default();
        self.random_name(&names).unwrap_or_else(|| self.literal('k'))
    }

    fn called(&mut self, letter: char) -> String {
        let items = if letter == 'G' { &self.generators } else { &self.helpers };
        let names: Vec<(String, u64)> =
            self.affordable(items).map(|item| (item.name.clone(), item.cost * self.place.trips)).collect();
        let (name, cost) = names[self.random.below(names.len() as u64) as usize].clone();
        self.cost = self.cost.max(cost);
        name
    }

    /// A call of a helper, mostly with arguments that fit.
    fn call(&mut self, depth: u32) -> String {
        let name = self.called('h');
        let shapes =
            ["($I)", "($I)", "($I)", "($I, $I)", "($I, $I)", "()", "(a=$I)", "($I, b=$I)", "($I, c=$I)", "(*$L)"];
        let shape = shapes[self.random.below(shapes.len() as u64) as usize];
        format!("{name}{}", self.text(shape, depth.saturating_sub(1), &mut Names::new()))
    }

    fn expression(&mut self, kind: char, depth: u32) -> String {
        // Now and then something of another kind.
        let kind = if "IFSL".contains(kind) && self.random.below(150) == 0 { 'X' } else { kind };
        let rows = self.rows;
        let leaf = depth == 0 || self.random.percent(25);
        let fits = |row: &Row, leaf: bool| row.kind == kind && (!leaf || row.is_leaf()) && self.fits(row);
        let leaf = leaf && rows.iter().any(|row| fits(row, true));
        let weights: Vec<u32> = rows.iter().map(|row| if fits(row, leaf) { row.weight } else { 0 }).collect();
        let Some(index) = self.random.weighted(&weights) else {
            return self.text(if kind == 'B' { "$k < $k" } else { "$k" }, 0, &mut Names::new());
        };
        self.text(&rows[index].nodes[0].head, depth.saturating_sub(1), &mut Names::new())
    }

    fn literal(&mut self, letter: char) -> String {
        let random = &mut self.random;
        match letter {
            'k' => match random.below(10) {
                0 => random.between(-2, 300).to_string(),
                1 => random.between(-9, -1).to_string(),
                _ => random.between(0, 12).to_string(),
            },
            'K' => {
                let power = random.pick(&["2**62", "2**63", "2**61", "2**64", "2**31", "2**53", "10**18"]);
                let sign = random.pick(&["", "", "-"]);
                format!("({sign}{power} + {})", random.between(-40, 3)).replace("+ -", "- ")
            }
            'p' | 'm' => random.between(2, 7).to_string(),
            'b' => random.between(0, 2).to_string(),
            'j' => random.between(-4, 4).to_string(),
            'P' => random.pick(&["1009", "(2**62 - 1)", "2**62", "(2**63 - 1)", "2**64", "65535", "97"]).to_string(),
            'r' => random.pick(&["0.5", "1.5", "-2.25", "0.1", "1e10", "3.0", "-0.0", "1e300", "7.125"]).to_string(),
            'q' => random.pick(&["'a'", "'b'", "'xy'", "'-'", "'é'", "'0'", "'12'", "'\\U0001f600'"]).to_string(),
            'c' => random.between(1, 120).to_string(),
            'n' => random.between(2, 9).to_string(),
            'N' => random.pick(&["a", "a", "a", "b", "b", "b", "c", "d"]).to_string(),
            'M' => random.pick(&["m0", "m0", "m1"]).to_string(),
            'E' => random.pick(&EXCEPTIONS).to_string(),
            'A' => random.pick(&["stop", "raise", "deaf", "quiet", "write", "other"]).to_string(),
            'V' => random.pick(&["True", "False"]).to_string(),
            'Y' => random
                .pick(&[
                    "LINE",
                    "PY_START",
                    "PY_RETURN",
                    "BRANCH_LEFT BRANCH_RIGHT",
                    "CALL",
                    "JUMP",
                    "PY_YIELD PY_RESUME",
                ])
                .to_string(),
            'Z' => random.pick(&["sys._getframe()", "None"]).to_string(),
            other => panic!("a template has the unknown placeholder ${other}"),
        }
    }
}

fn has_block(node: &Node) -> bool {
    node.head == "*" || node.body.iter().any(has_block)
}

#[cfg(test)]
mod tests {
    use super::super::{template, tree};
    use super::{CASES, program};

    #[test]
    fn programs_are_determined_by_the_seed() {
        let rows = template::rows();
        let all = [true; template::FEATURES.len()];
        let text = tree::print(&program(&rows, &all, 7, None));
        assert_eq!(text, tree::print(&program(&rows, &all, 7, None)));
        assert_ne!(text, tree::print(&program(&rows, &all, 8, None)));
        assert_eq!(text.matches("\nrun(case_").count(), CASES);
        assert!(!text.contains('$'));
        let alone = tree::print(&program(&rows, &all, 7, Some(3)));
        assert!(alone.lines().all(|line| text.contains(line)));
    }

    #[test]
    fn features_can_be_restricted() {
        let rows = template::rows();
        let few = template::FEATURES.map(|name| ["ints", "loops"].contains(&name));
        for seed in 0..20 {
            let text = tree::print(&program(&rows, &few, seed, None));
            assert!(!text.contains("class ") && !text.contains("Tracer(") && !text.contains("yield"));
        }
    }
}
