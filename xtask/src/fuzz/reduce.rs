//! Makes a program that shows a difference smaller: delta debugging on its tree of lines.
//!
//! A candidate is the tree with some lines cut out (each with its block), a block in the place of the line above it, or a
//! number made smaller. It is taken when the same way still differs from the reference in the same sort of way, and the
//! reference still ends well. This goes on until no candidate is taken.

use super::runner::{self, Sort, Verdict, Way};
use super::tree::{self, Node};
use crate::{paths, process, report};
use std::path::Path;
use std::time::{Duration, Instant};

/// The places of all lines, in order: the indices from the root down.
fn places(nodes: &[Node], above: &[usize], found: &mut Vec<Vec<usize>>) {
    for (index, node) in nodes.iter().enumerate() {
        let mut place = above.to_vec();
        place.push(index);
        found.push(place.clone());
        places(&node.body, &place, found);
    }
}

fn all_places(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    places(nodes, &[], &mut found);
    found
}

/// Applies `change` to the list that holds the line, and its index there.
fn change_at(nodes: &mut Vec<Node>, place: &[usize], change: impl FnOnce(&mut Vec<Node>, usize)) {
    match place {
        [] => {}
        [index] => change(nodes, *index),
        [index, rest @ ..] => change_at(&mut nodes[*index].body, rest, change),
    }
}

/// The tree without the given lines.
fn without(nodes: &[Node], cut: &[Vec<usize>]) -> Vec<Node> {
    let mut left = nodes.to_vec();
    // From the last to the first, so that the places that follow stay right.
    for place in cut.iter().rev() {
        change_at(&mut left, place, |list, index| {
            list.remove(index);
        });
    }
    fill(&mut left);
    left
}

/// A block that has become empty gets a `pass`.
fn fill(nodes: &mut [Node]) {
    for node in nodes {
        let opens = node.head.ends_with(':') && !node.head.starts_with('#');
        if opens && node.body.is_empty() {
            node.body.push(Node::leaf("pass"));
        }
        fill(&mut node.body);
    }
}

/// A line whose block replaces it.
fn unwrapped(nodes: &[Node], place: &[usize]) -> Option<Vec<Node>> {
    let mut left = nodes.to_vec();
    let mut done = false;
    change_at(&mut left, place, |list, index| {
        if !list[index].body.is_empty() {
            let body = std::mem::take(&mut list[index].body);
            list.splice(index..=index, body);
            done = true;
        }
    });
    done.then_some(left)
}

/// The tree with each of the line's numbers halved, one at a time, and with each pair of brackets emptied to a number.
fn simpler_lines(head: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = head.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_number = bytes[at].is_ascii_digit()
            && (at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"_.'".contains(&bytes[at - 1])));
        if is_number {
            let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if let Ok(number) = head[at..at + length].parse::<u64>()
                && number > 1
            {
                found.push(format!("{}{}{}", &head[..at], number / 2, &head[at + length..]));
            }
            at += length;
        } else {
            if bytes[at] == b'('
                && let Some(length) = matching(&bytes[at..])
                && length > 3
            {
                found.push(format!("{}1{}", &head[..at], &head[at + length..]));
                found.push(format!("{}(){}", &head[..at], &head[at + length..]));
            }
            at += 1;
        }
    }
    if let Some((left, _)) = head.split_once(" = ") {
        found.push(format!("{left} = 1"));
    }
    found
}

/// The length of the text up to the bracket that closes the first one.
fn matching(bytes: &[u8]) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' if open == 1 => return Some(at + 1),
            b')' => open -= 1,
            _ => {}
        }
    }
    None
}

pub struct Reducer<'a> {
    /// The reference and the way that differs from it.
    pub ways: [Way; 2],
    pub sort: Sort,
    pub folder: &'a Path,
    pub until: Instant,
}

impl Reducer<'_> {
    /// Whether the difference is still there; of several candidates, the first that has it.
    fn first_interesting(&self, candidates: Vec<Vec<Node>>) -> Option<Vec<Node>> {
        let numbered: Vec<(usize, Vec<Node>)> = candidates.into_iter().enumerate().collect();
        let check = |(number, nodes): &(usize, Vec<Node>)| -> Result<bool, String> {
            let folder = self.folder.join(format!("candidate-{number}"));
            runner::prepare(&folder)?;
            let script = folder.join("program.py");
            paths::write(&script, &tree::print(nodes))?;
            Ok(match runner::compare(&self.ways, &script)? {
                Verdict::Different(found) => found.iter().any(|one| one.sort == self.sort),
                _ => false,
            })
        };
        let results = process::parallel(&numbered, process::jobs(), check, |_, _| {});
        numbered.into_iter().zip(results).find(|(_, result)| *result == Ok(true)).map(|((_, nodes), _)| nodes)
    }

    fn late(&self) -> bool {
        Instant::now() > self.until
    }

    /// Cuts out runs of lines, long ones first.
    fn cut(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        let mut length = (all_places(&nodes).len() / 2).max(1);
        while length > 0 && !self.late() {
            let mut first = 0;
            loop {
                let places = all_places(&nodes);
                if first >= places.len() || self.late() {
                    break;
                }
                // Two neighbouring pieces at a time, one for each processor.
                let pieces: Vec<&[Vec<usize>]> = places[first..].chunks(length).take(2).collect();
                let outer = |piece: &[Vec<usize>]| -> Vec<Vec<usize>> {
                    let inside = |place: &&Vec<usize>| {
                        !piece.iter().any(|other| other.len() < place.len() && place.starts_with(other))
                    };
                    piece.iter().filter(inside).cloned().collect()
                };
                // A block that was emptied has a `pass` again: such a candidate is no smaller.
                let size = tree::size(&nodes);
                let candidates = pieces.iter().map(|piece| without(&nodes, &outer(piece)));
                let candidates = candidates.filter(|smaller| tree::size(smaller) < size).collect();
                match self.first_interesting(candidates) {
                    Some(smaller) => nodes = smaller,
                    None => first += length * 2,
                }
            }
            length /= 2;
        }
        nodes
    }

    /// Puts blocks in the place of the lines above them, and simpler lines in the place of lines.
    fn simplify(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        let mut at = 0;
        while let Some(place) = all_places(&nodes).get(at).cloned() {
            if self.late() {
                break;
            }
            let mut candidates: Vec<Vec<Node>> = unwrapped(&nodes, &place).into_iter().collect();
            let mut head = String::new();
            change_at(&mut nodes, &place, |list, index| head = list[index].head.clone());
            for line in simpler_lines(&head) {
                let mut changed = nodes.clone();
                change_at(&mut changed, &place, |list, index| list[index].head = line);
                candidates.push(changed);
            }
            match self.first_interesting(candidates) {
                Some(smaller) if tree::print(&smaller) != tree::print(&nodes) => nodes = smaller,
                _ => at += 1,
            }
        }
        nodes
    }

    pub fn run(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        let started = Instant::now();
        loop {
            let before = tree::print(&nodes);
            nodes = self.cut(nodes);
            println!("  {} lines after {}", tree::size(&nodes), report::seconds(started.elapsed()));
            nodes = self.simplify(nodes);
            if self.late() || tree::print(&nodes) == before {
                return nodes;
            }
        }
    }
}

/// The time that a reduction may take by itself.
pub const TIME: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::{all_places, simpler_lines, unwrapped, without};

    #[test]
    fn trees_are_cut() {
        let nodes = tree::parse("a\nif x:\n    b\n    c\nd\n");
        assert_eq!(all_places(&nodes), [vec![0], vec![1], vec![1, 0], vec![1, 1], vec![2]]);
        assert_eq!(tree::print(&without(&nodes, &[vec![0], vec![1, 0]])), "if x:\n    c\nd\n");
        assert_eq!(tree::print(&without(&nodes, &[vec![1, 0], vec![1, 1]])), "a\nif x:\n    pass\nd\n");
        assert_eq!(unwrapped(&nodes, &[1]).map(|left| tree::print(&left)), Some("a\nb\nc\nd\n".to_string()));
        assert_eq!(unwrapped(&nodes, &[0]), None);
    }

    #[test]
    fn lines_are_simplified() {
        let found = simpler_lines("x1 = f(10 + y)");
        assert_eq!(found, ["x1 = f1", "x1 = f()", "x1 = f(5 + y)", "x1 = 1"]);
    }
}
