//! Recipes of exits.

use std::collections::HashMap;
use std::sync::Arc;

use ir::tree::{FrameState, SnapId};
use ir::{Effect, Exit, ExitId, Ref, Type, effect};

use crate::emit::Emitter;
use crate::state::{Alloc, Lazy, Role, State, Val};

/// Where a word of the rebuilt state comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Src {
    /// The empty word.
    Empty,
    Const(u64),
    /// The exit's value with this number.
    Word(u32),
    /// The float of the double that is the exit's value with this number.
    Float(u32),
    /// True or False, by the exit's value with this number.
    Truth(u32),
    /// The exit's object with this number.
    Object(u32),
}

/// A frame to rebuild.
#[derive(Clone, Debug)]
pub struct FrameRecipe {
    pub state: Arc<FrameState>,
    pub func: Src,
    /// Its frame object.
    pub object: Src,
    /// The generator whose activation it is.
    pub generator: Src,
    /// Memory knows of that.
    pub linked: bool,
    pub slots: Vec<Src>,
}

/// An object to make.
#[derive(Clone, Debug)]
pub struct ObjRecipe {
    pub alloc: Alloc,
    pub fields: Vec<(u32, Src)>,
}

/// A store to make.
#[derive(Clone, Copy, Debug)]
pub struct StoreRecipe {
    /// The object, or the address, and the offset there.
    pub base: Src,
    pub offset: u32,
    /// The number of the word behind that.
    pub index: Option<Src>,
    pub value: Src,
}

/// How the machine's state is rebuilt at an exit.
#[derive(Clone, Debug)]
pub struct Recipe {
    pub snap: SnapId,
    /// The guard of the recording that failed; `None` where a recording ends.
    pub guard: Option<Ref>,
    /// A call raised.
    pub raises: bool,
    /// What the frames in memory hold of variables counts more than the recipe.
    pub forced: bool,
    /// The guard stands on an edge to the label, and looks at the type that the value with this role has there.
    pub expects: Option<Role>,
    /// At a loop's header, and the interpreter's frame is as it should be: there is nothing to rebuild.
    pub direct: bool,
    /// There is a loop's header.
    pub at_header: bool,
    pub frames: Vec<FrameRecipe>,
    /// So many of the frames have their headers in memory already, where native code may have found them.
    pub synced: u32,
    /// Stores that memory still lacks, in this order.
    pub stores: Vec<StoreRecipe>,
    pub objects: Vec<ObjRecipe>,
    pub replay: Vec<Src>,
    /// What the thread's state says of observers.
    pub observing: u64,
}

struct Builder<'a, 'b> {
    e: &'a mut Emitter<'b>,
    st: &'a State,
    values: Vec<Ref>,
    numbers: HashMap<Ref, u32>,
    objects: Vec<ObjRecipe>,
    object_numbers: HashMap<u32, u32>,
}

impl Builder<'_, '_> {
    fn number(&mut self, r: Ref) -> u32 {
        let values = &mut self.values;
        *self.numbers.entry(r).or_insert_with(|| {
            values.push(r);
            values.len() as u32 - 1
        })
    }

    fn src(&mut self, v: Val) -> Src {
        let v = self.e.resolve(self.st, v);
        match v {
            Val::R(r) => match self.e.constant_of(v) {
                Some(0) => Src::Empty,
                Some(w) if self.e.func.ty(r) != Type::F => Src::Const(w),
                _ => Src::Word(self.number(r)),
            },
            Val::L(n) => {
                if let Some(r) = self.st.real.get(&n) {
                    return Src::Word(self.number(*r));
                }
                match self.e.lazies[n as usize].clone() {
                    Lazy::Pure(code, args) => {
                        let Val::R(r) = args[0] else { unreachable!("operands of lazy operations are emitted") };
                        let k = self.number(r);
                        if code == ir::Code::Box { Src::Float(k) } else { Src::Truth(k) }
                    }
                    Lazy::Object(alloc) => self.object(n, alloc),
                }
            }
        }
    }

    fn object(&mut self, n: u32, alloc: Alloc) -> Src {
        if let Some(k) = self.object_numbers.get(&n) {
            return Src::Object(*k);
        }
        let k = self.objects.len() as u32;
        self.object_numbers.insert(n, k);
        self.objects.push(ObjRecipe { alloc, fields: Vec::new() });
        let fields = self.st.objects.get(&n).cloned().unwrap_or_default();
        let fields = fields.into_iter().map(|(offset, v)| (offset, self.src(v))).collect();
        self.objects[k as usize].fields = fields;
        Src::Object(k)
    }
}

impl std::fmt::Display for Src {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Src::Empty => write!(f, "-"),
            Src::Const(w) => write!(f, "#{w:#x}"),
            Src::Word(n) => write!(f, "{n}"),
            Src::Float(n) => write!(f, "float {n}"),
            Src::Truth(n) => write!(f, "truth {n}"),
            Src::Object(n) => write!(f, "object {n}"),
        }
    }
}

/// For dumps: what an exit makes of its values, which are named by their numbers.
impl std::fmt::Display for Recipe {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let list = |all: &[Src]| all.iter().map(Src::to_string).collect::<Vec<String>>().join(", ");
        for frame in &self.frames {
            let (s, slots) = (&frame.state, list(&frame.slots));
            writeln!(f, "    frame code {:#x} pc {:#x} base {} of {}: [{slots}]", s.code, s.pc, s.base, frame.func)?;
        }
        for (n, o) in self.objects.iter().enumerate() {
            let fields: Vec<String> = o.fields.iter().map(|(at, v)| format!("{at:#x}: {v}")).collect();
            writeln!(f, "    object {n} = {:?} {{{}}}", o.alloc, fields.join(", "))?;
        }
        for s in &self.stores {
            let index = s.index.map_or_else(String::new, |i| format!("[{i}]"));
            writeln!(f, "    {} + {:#x}{index} = {}", s.base, s.offset, s.value)?;
        }
        if !self.replay.is_empty() {
            writeln!(f, "    results [{}]", list(&self.replay))?;
        }
        Ok(())
    }
}

impl Emitter<'_> {
    /// Makes an exit to a snapshot.
    pub(crate) fn exit(&mut self, st: &State, snap: SnapId, guard: Option<Ref>, raises: bool) -> ExitId {
        let s = self.tree.snaps[snap.0 as usize].clone();
        let mut b = Builder {
            e: self,
            st,
            values: Vec::new(),
            numbers: HashMap::new(),
            objects: Vec::new(),
            object_numbers: HashMap::new(),
        };
        let mut frames = Vec::with_capacity(s.frames.len());
        for f in &s.frames {
            let slots = f.slots.iter().map(|r| b.slot(*r)).collect();
            let func = b.slot(f.func);
            let object = b.slot(f.object);
            let generator = b.slot(f.generator);
            frames.push(FrameRecipe { state: f.clone(), func, object, generator, linked: false, slots });
        }
        let replay = s.replay.iter().map(|r| b.slot(*r)).collect();
        let mut stores = Vec::new();
        for (place, held) in st.memory.iter().filter(|(_, h)| h.pending) {
            let (base, value) = (b.src(place.base), b.src(held.val));
            let index = place.index.map(|i| b.src(i));
            stores.push(StoreRecipe { base, offset: place.offset, index, value });
        }
        // Items before lengths: see `flush`.
        stores.sort_by_key(|s| s.index.is_none());
        let (values, objects) = (b.values, b.objects);
        let generators: Vec<Option<Val>> =
            s.frames.iter().map(|f| (f.generator != Ref::NONE).then(|| self.value(st, f.generator))).collect();
        let same = |k: usize, f: &FrameState| {
            k == 0
                || st.headers.get(k).copied().flatten().is_some_and(|h| {
                    (h.code, h.base, h.ret, h.cont) == (f.code, f.base, f.ret, f.cont)
                        && h.object.is_some() == (f.object != Ref::NONE)
                        && h.generator == generators[k]
                })
        };
        for (k, f) in frames.iter_mut().enumerate() {
            let there = st.headers.get(k).copied().flatten().and_then(|h| h.generator);
            f.linked = there.is_some() && there == generators[k];
        }
        let synced = s.frames.iter().enumerate().take_while(|(k, f)| same(*k, f)).count() as u32;
        let id = ExitId(self.func.exits.len() as u32);
        self.func.exits.push(Exit { values });
        let forced = guard.is_some_and(|g| self.tree.op(g).forced || raises && self.is_behind_wild_call(g));
        let observing = s.observing;
        self.recipes.push(Recipe {
            snap,
            guard,
            raises,
            forced,
            expects: None,
            direct: false,
            at_header: false,
            frames,
            synced,
            stores,
            objects,
            replay,
            observing,
        });
        id
    }
}

impl Emitter<'_> {
    /// An exit at a header, where the interpreter's frame is up to date.
    pub(crate) fn direct_exit(&mut self, snap: SnapId, at_header: bool) -> ExitId {
        let id = ExitId(self.func.exits.len() as u32);
        self.func.exits.push(Exit { values: Vec::new() });
        let observing = self.tree.snaps[snap.0 as usize].observing;
        self.recipes.push(Recipe {
            snap,
            guard: None,
            raises: false,
            forced: false,
            expects: None,
            direct: true,
            at_header,
            frames: Vec::new(),
            synced: 0,
            stores: Vec::new(),
            objects: Vec::new(),
            replay: Vec::new(),
            observing,
        });
        id
    }

    /// Does the guard look at the result of a call that may have run Python code?
    fn is_behind_wild_call(&self, guard: Ref) -> bool {
        let call = self.tree.op(guard).inst.args[0];
        let call = &self.tree.op(call).inst;
        call.code.effect() == Effect::Call && matches!(call.aux, effect::ANY | effect::CHECKED)
    }
}

impl Builder<'_, '_> {
    /// The value of a ref of the recording.
    fn slot(&mut self, r: Ref) -> Src {
        if r == Ref::NONE {
            return Src::Empty;
        }
        let v = self.e.value(self.st, r);
        self.src(v)
    }
}
