//! Reading only what changed gives what reading everything gives.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::domain::Generation;
use crate::ingest::{Followed, load_to_follow};

const PATHS: [&str; 10] = [
    "2022/01.md",
    "2022/02.md",
    "2022-02.md",
    "2022-02-suite.md",
    "notes.md",
    "2022/index.md",
    "2022/sub/2022-03.markdown",
    "2022/.04.md",
    "target/2022-05.md",
    "2022/image.png",
];
const TEXTS: [&[u8]; 9] = [
    b"- a\n",
    b"- b\n- c\n",
    b"",
    b"---\ndate: 2022-02-01\n---\n- d\n",
    b"---\ndate: 2023-07-01\n---\n- e\n",
    b"---\n- bad\n",
    b"\xff",
    b"prose",
    b"---\ndate: no\n---\n- f\n",
];

/// What is done to the folder.
#[derive(Debug, Clone)]
enum Deed {
    Write(usize, usize),
    Remove(usize),
    Move(usize, usize),
    Touch(usize),
    /// What a list of changed files may not be enough for.
    Doubtful(Doubtful),
}

#[derive(Debug, Clone, Copy)]
enum Doubtful {
    Configuration(usize),
    MoveFolder,
    FolderForFile(usize),
    Link(usize, usize),
    HardLink(usize, usize),
    LinkToFolder,
}

fn deed() -> impl Strategy<Value = Deed> {
    let path = || 0..PATHS.len();
    prop_oneof![
        6 => (path(), 0..TEXTS.len()).prop_map(|(path, text)| Deed::Write(path, text)),
        2 => path().prop_map(Deed::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Deed::Move(from, to)),
        1 => path().prop_map(Deed::Touch),
    ]
}

fn doubtful() -> impl Strategy<Value = Deed> {
    let path = || 0..PATHS.len();
    let doubtful = prop_oneof![
        (0..TEXTS.len()).prop_map(Doubtful::Configuration),
        Just(Doubtful::MoveFolder),
        path().prop_map(Doubtful::FolderForFile),
        (path(), path()).prop_map(|(to, at)| Doubtful::Link(to, at)),
        (path(), path()).prop_map(|(to, at)| Doubtful::HardLink(to, at)),
        Just(Doubtful::LinkToFolder),
    ];
    doubtful.prop_map(Deed::Doubtful)
}

/// A folder, and the paths at which something happened since it was asked.
struct Folder {
    root: PathBuf,
    _temp: tempfile::TempDir,
    seen: BTreeSet<PathBuf>,
}

impl Folder {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap().join("archive");
        let mut folder = Self {
            root,
            _temp: temp,
            seen: BTreeSet::new(),
        };
        fs::create_dir(&folder.root).unwrap();
        for (n, path) in PATHS.iter().enumerate() {
            folder.write(path, TEXTS[n % 2]);
        }
        folder.seen.clear();
        folder
    }

    fn at(&mut self, path: &str) -> PathBuf {
        let path = self.root.join(path);
        // Folders that come with it are seen as well.
        for parent in path.ancestors().skip(1).filter(|p| !p.exists()) {
            self.seen.insert(parent.to_owned());
        }
        self.seen.insert(path.clone());
        let _ = fs::create_dir_all(path.parent().unwrap());
        path
    }

    /// Whatever is at a path makes room.
    fn clear(&mut self, path: &str) -> PathBuf {
        let path = self.at(path);
        if fs::remove_dir_all(&path).is_err() {
            let _ = fs::remove_file(&path);
        }
        path
    }

    fn write(&mut self, path: &str, text: &[u8]) {
        let path = self.at(path);
        let _ = fs::write(&path, text);
        // Through a link, what happened is told of the file behind it.
        self.seen.extend(path.canonicalize());
    }

    fn do_it(&mut self, deed: &Deed) {
        match *deed {
            Deed::Write(path, text) => self.write(PATHS[path], TEXTS[text]),
            Deed::Remove(path) => drop(fs::remove_file(self.at(PATHS[path]))),
            Deed::Move(from, to) => {
                let (from, to) = (self.at(PATHS[from]), self.at(PATHS[to]));
                let _ = fs::rename(from, to);
            }
            Deed::Touch(path) => drop(self.at(PATHS[path])),
            Deed::Doubtful(doubtful) => self.do_doubtful(doubtful),
        }
    }

    fn do_doubtful(&mut self, doubtful: Doubtful) {
        match doubtful {
            Doubtful::Configuration(text) => {
                let name = ["chronique.toml", "projects.toml"][text % 2];
                let text = [
                    &b""[..],
                    b"[archive]\ntitle = \"T\"\n",
                    b"= bad",
                    TEXTS[text],
                ];
                self.write(name, text[name.len() % 3]);
            }
            Doubtful::MoveFolder => {
                let (from, to) = (self.at("2022"), self.at("2024"));
                let _ = fs::rename(&from, &to).or_else(|_| fs::rename(&to, &from));
            }
            Doubtful::FolderForFile(path) => {
                let path = self.clear(PATHS[path]);
                let _ = fs::create_dir_all(&path);
                let _ = fs::write(path.join("2022-09.md"), "- inside\n");
            }
            Doubtful::Link(to, at) if to != at => {
                let (to, at) = (self.root.join(PATHS[to]), self.clear(PATHS[at]));
                let _ = symlink(to, at);
            }
            Doubtful::HardLink(to, at) if to != at => {
                let (to, at) = (self.root.join(PATHS[to]), self.clear(PATHS[at]));
                let _ = fs::hard_link(to, at);
            }
            Doubtful::LinkToFolder => {
                let (real, at) = (self.at("2022"), self.clear("2022"));
                let kept = self.root.join(".2022");
                let _ = fs::create_dir_all(&kept).and_then(|()| symlink(kept, at));
                drop(real);
            }
            Doubtful::Link(..) | Doubtful::HardLink(..) => {}
        }
    }

    fn load(&self, previous: Option<&Generation>) -> (Generation, Option<Followed>) {
        load_to_follow(&self.root, None, previous, &mut |_, _| {}).unwrap()
    }

    fn follow(&mut self, followed: &Followed, previous: &Generation) -> Option<Generation> {
        let seen = std::mem::take(&mut self.seen);
        followed.next(&self.root, None, previous, &seen)
    }
}

/// Loads both ways after each of some deeds; how often one could be followed.
fn both_ways(steps: &[Vec<Deed>]) -> Result<usize, TestCaseError> {
    let mut folder = Folder::new();
    let (mut held, mut followed) = folder.load(None);
    let mut count = 0;
    for deeds in steps {
        // A second name that is written and gone again before anybody looks is
        // the one thing that is not noticed.
        let is_link = |deed: &&Deed| matches!(deed, Deed::Doubtful(Doubtful::HardLink(..)));
        let until = deeds.iter().position(|deed| is_link(&deed));
        let deeds = deeds
            .iter()
            .take(until.map_or(deeds.len(), |last| last + 1));
        deeds.for_each(|deed| folder.do_it(deed));
        let next = followed.as_ref().and_then(|f| folder.follow(f, &held));
        folder.seen.clear();
        let (whole, anew) = folder.load(Some(&held));
        if let Some(next) = next {
            prop_assert_eq!(&next, &whole);
            held = next;
            count += 1;
        } else {
            (held, followed) = (whole, anew);
        }
    }
    Ok(count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_changed_alone_gives_what_everything_gives(steps in prop::collection::vec(prop::collection::vec(deed(), 0..4), 1..8)) {
        // Plain files that come, change and go are never in doubt.
        prop_assert_eq!(both_ways(&steps)?, steps.len());
    }

    #[test]
    fn what_is_in_doubt_is_read_as_a_whole(steps in prop::collection::vec(prop::collection::vec(prop_oneof![2 => deed(), 1 => doubtful()], 0..4), 1..8)) {
        both_ways(&steps)?;
    }
}

/// Whether one deed in a fresh folder is read alone.
fn is_followed(deed: impl FnOnce(&mut Folder)) -> bool {
    let mut folder = Folder::new();
    let (held, followed) = folder.load(None);
    deed(&mut folder);
    folder.follow(&followed.unwrap(), &held).is_some()
}

#[test]
fn what_a_list_of_files_does_not_tell_is_not_followed() {
    assert!(is_followed(|_| {}));
    assert!(is_followed(|f| f.write("2022/01.md", b"- new\n")));
    assert!(is_followed(|f| f.write("2022/07.md", b"- new\n")));
    assert!(!is_followed(|f| f.write("projects.toml", b"")));
    assert!(!is_followed(
        |f| f.write("2023/01.md", b"- in a new folder\n")
    ));
    assert!(!is_followed(|f| f.do_doubtful(Doubtful::MoveFolder)));
    assert!(!is_followed(|f| f.do_doubtful(Doubtful::FolderForFile(0))));
    assert!(!is_followed(|f| f.do_doubtful(Doubtful::Link(0, 1))));
    assert!(!is_followed(|f| f.do_doubtful(Doubtful::HardLink(0, 1))));
    assert!(!is_followed(|f| f.do_doubtful(Doubtful::LinkToFolder)));
    assert!(!is_followed(|f| f.seen.extend(["/elsewhere/a.md".into()])));
    assert!(!is_followed(|f| f.seen.extend([f.root.clone()])));
    // Configuration is compared, whatever is told of it.
    assert!(!is_followed(|f| {
        f.write("chronique.toml", b"[archive]\ntitle = \"T\"\n");
        f.seen.clear();
    }));
    assert!(!is_followed(|f| {
        let moved = f.root.with_file_name("moved");
        fs::rename(&f.root, &moved).unwrap();
        symlink(moved, &f.root).unwrap();
    }));
}

#[test]
fn folders_in_which_files_change_unseen_are_not_followed() {
    let followed = |deed: &dyn Fn(&Path)| {
        let folder = Folder::new();
        deed(&folder.root);
        folder.load(None).1.is_some()
    };
    assert!(followed(&|_| {}));
    assert!(!followed(
        &|root| symlink("01.md", root.join("2022/08.md")).unwrap()
    ));
    assert!(!followed(&|root| fs::hard_link(
        root.join("2022/01.md"),
        root.join(".a")
    )
    .unwrap()));
    assert!(!followed(&|root| fs::write(
        root.join("chronique.toml"),
        "= bad"
    )
    .unwrap()));
    let large = vec![b'a'; crate::ingest::MAX_FILE_BYTES + 1];
    assert!(!followed(&|root| fs::write(
        root.join("2022/08.md"),
        &large
    )
    .unwrap()));
}
