//! A Python program as a tree of lines: each line with the block that is indented below it. The generator builds such
//! trees, and the reducer cuts them; neither has to know the grammar, for a program whose syntax is wrong is just
//! refused by all interpreters.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub head: String,
    pub body: Vec<Node>,
}

impl Node {
    pub fn leaf(head: impl Into<String>) -> Node {
        Node { head: head.into(), body: Vec::new() }
    }

    pub fn block(head: impl Into<String>, body: Vec<Node>) -> Node {
        Node { head: head.into(), body }
    }
}

const INDENT: &str = "    ";

/// Reads lines into a tree by their indentation; blank lines are dropped.
pub fn parse(text: &str) -> Vec<Node> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| (line.len() - line.trim_start().len(), line.trim()))
        .collect();
    let mut at = 0;
    parse_block(&lines, &mut at, 0)
}

fn parse_block(lines: &[(usize, &str)], at: &mut usize, indent: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some(&(own, head)) = lines.get(*at) {
        if own < indent {
            break;
        }
        *at += 1;
        let body = match lines.get(*at) {
            Some(&(next, _)) if next > own => parse_block(lines, at, next),
            _ => Vec::new(),
        };
        nodes.push(Node::block(head, body));
    }
    nodes
}

pub fn print(nodes: &[Node]) -> String {
    let mut text = String::new();
    print_block(nodes, 0, &mut text);
    text
}

fn print_block(nodes: &[Node], depth: usize, text: &mut String) {
    for node in nodes {
        text.push_str(&INDENT.repeat(depth));
        text.push_str(&node.head);
        text.push('\n');
        print_block(&node.body, depth + 1, text);
    }
}

/// How many lines the tree has.
pub fn size(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + size(&node.body)).sum()
}

#[cfg(test)]
mod tests {
    use super::{parse, print, size};

    #[test]
    fn text_becomes_a_tree_and_text_again() {
        let text = "import sys\ndef f():\n    if x:\n        pass\n    else:\n        y()\nf()\n";
        let tree = parse(text);
        assert_eq!((tree.len(), size(&tree), tree[1].body.len()), (3, 7, 2));
        assert_eq!(print(&tree), text);
        assert_eq!(print(&parse("if x:\n  a\n\n  b\nc\n")), "if x:\n    a\n    b\nc\n");
    }
}
