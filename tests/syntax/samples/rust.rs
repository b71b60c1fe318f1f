//! A crate's documentation.
/* outer /* nested */ still a comment */
use std::collections::HashMap;

/// Documents the trait.
#[derive(Debug, Clone)]
#[must_use = "a ] and
 two lines"]
pub struct Parser<'a> {
    text: &'a str,
    marks: HashMap<char, u32>,
}

impl<'a> Parser<'a> {
    pub fn next(&mut self) -> Option<char> {
        let quote = '\'';
        let tab = '\u{9}';
        let letter: &'static str = "a \"b\" \n";
        let raw = r#"no "escape" \ here"#;
        let bytes = br##"two "# hashes"##;
        let big = 1_000_000u64 + 0xff;
        for i in 0..10 {
            println!("{} {}", i, 'é');
        }
        None
    }
}
/* not closed /* twice */
