//! The module `sys.monitoring` (PEP 669). The state and the firing are in `machine::monitoring`.

use heap::Value;
use machine::monitoring::{
    CoMonitoring, EVENTS, LOCAL, NAMES, TOOLS, UNGROUPED, clear_tool, event, events_changed, global_tools,
    local_events, restart, set_local, state,
};
use object::code::Code;
use object::gc::ValueExt;
use object::misc::is_none;
use object::{ClassBuilder, Dict, Gc, Module, Result, Row, Str, native, number, raise_value, type_error, value_error};

const C_RETURN_EVENTS: i64 = 1 << event::C_RETURN | 1 << event::C_RAISE;
const C_CALL_EVENTS: i64 = C_RETURN_EVENTS | 1 << event::CALL;
const BRANCHES: i64 = 1 << event::BRANCH_LEFT | 1 << event::BRANCH_RIGHT;

fn check_valid(tool: i64) -> Result<usize> {
    if (0..TOOLS as i64).contains(&tool) {
        return Ok(tool as usize);
    }
    raise_value!("invalid tool {} (must be between 0 and 5)", tool)
}

fn check_in_use(tool: i64) -> Result<usize> {
    let t = check_valid(tool)?;
    if state().names[t].is_none() {
        return raise_value!("tool {} is not in use", tool);
    }
    Ok(t)
}

fn use_tool_id(tool: i64, name: Value) -> Result<()> {
    let t = check_valid(tool)?;
    if !name.is::<Str>() {
        return value_error("tool name must be a str");
    }
    if state().names[t].is_some() {
        return raise_value!("tool {} is already in use", tool);
    }
    state().names[t] = Some(name);
    Ok(())
}

fn clear(t: usize) {
    let s = state();
    s.callbacks[t] = [None; EVENTS];
    s.old_branch[t] = false;
    clear_tool(t);
}

fn clear_tool_id(tool: i64) -> Result<()> {
    let t = check_valid(tool)?;
    if state().names[t].is_some() {
        clear(t);
    }
    Ok(())
}

fn free_tool_id(tool: i64) -> Result<()> {
    let t = check_valid(tool)?;
    if state().names[t].is_some() {
        clear(t);
    }
    state().names[t] = None;
    Ok(())
}

fn get_tool(tool: i64) -> Result<Option<Value>> {
    Ok(state().names[check_valid(tool)?])
}

fn register_callback(tool: i64, event: i64, func: Value) -> Result<Option<Value>> {
    let t = check_valid(tool)?;
    if event <= 0 || event.count_ones() != 1 {
        return value_error("The callback can only be set for one event at a time");
    }
    let e = event.trailing_zeros() as usize;
    if e >= EVENTS {
        return raise_value!("invalid event {}", event);
    }
    let new = (!is_none(func)).then_some(func);
    let s = state();
    if e == event::BRANCH {
        s.old_branch[t] = new.is_some();
        s.callbacks[t][event::BRANCH_LEFT] = new;
        s.callbacks[t][event::BRANCH_RIGHT] = new;
    } else if e == event::BRANCH_LEFT || e == event::BRANCH_RIGHT {
        s.old_branch[t] = false;
    }
    Ok(std::mem::replace(&mut s.callbacks[t][e], new))
}

fn get_events(tool: i64) -> Result<i64> {
    let t = check_valid(tool)?;
    Ok(i64::from(state().global[t]))
}

/// Checks and expands groups of events.
fn expand(mut set: i64) -> Result<i64> {
    if set & C_RETURN_EVENTS != 0 {
        if set & C_CALL_EVENTS != C_CALL_EVENTS {
            return value_error("cannot set C_RETURN or C_RAISE events independently");
        }
        set &= !C_RETURN_EVENTS;
    }
    if set & 1 << event::BRANCH != 0 {
        set = set & !(1 << event::BRANCH) | BRANCHES;
    }
    Ok(set)
}

fn set_events(tool: i64, set: i64) -> Result<()> {
    check_valid(tool)?;
    if !(0..1 << EVENTS).contains(&set) {
        return raise_value!("invalid event set 0x{:x}", set as u32);
    }
    let set = expand(set)?;
    let t = check_in_use(tool)?;
    if state().global[t] != set as u32 {
        state().global[t] = set as u32;
        events_changed();
    }
    Ok(())
}

fn code_of(code: Value) -> Result<Gc<Code>> {
    match code.cast::<Code>() {
        Some(c) => Ok(c),
        None => type_error("code must be a code object"),
    }
}

fn get_local_events(tool: i64, code: Value) -> Result<i64> {
    let code = code_of(code)?;
    let t = check_valid(tool)?;
    Ok(i64::from(local_events(code, t)))
}

fn set_local_events(tool: i64, code: Value, set: i64) -> Result<()> {
    let code = code_of(code)?;
    check_valid(tool)?;
    let asked = set;
    let set = expand(set)?;
    if !(0..1 << LOCAL).contains(&set) {
        return raise_value!("invalid local event set 0x{:x}", asked as u32);
    }
    let t = check_in_use(tool)?;
    set_local(code, t, set as u32);
    Ok(())
}

fn restart_events() {
    restart();
}

fn all_events() -> Result<Gc<Dict>> {
    let d = Dict::new();
    for (e, name) in NAMES.iter().enumerate().take(UNGROUPED) {
        let tools = global_tools(e);
        if tools != 0 {
            d.set_text(name, number::int(i64::from(tools)));
        }
    }
    Ok(d)
}

static ROWS: &[Row] = &[
    Row::function("use_tool_id($module, tool_id, name, /)", native(use_tool_id)),
    Row::function("clear_tool_id($module, tool_id, /)", native(clear_tool_id)),
    Row::function("free_tool_id($module, tool_id, /)", native(free_tool_id)),
    Row::function("get_tool($module, tool_id, /)", native(get_tool)),
    Row::function("register_callback($module, tool_id, event, func, /)", native(register_callback)),
    Row::function("get_events($module, tool_id, /)", native(get_events)),
    Row::function("set_events($module, tool_id, event_set, /)", native(set_events)),
    Row::function("get_local_events($module, tool_id, code, /)", native(get_local_events)),
    Row::function("set_local_events($module, tool_id, code, event_set, /)", native(set_local_events)),
    Row::function("restart_events($module, /)", native(restart_events)),
    Row::function("_all_events($module, /)", native(all_events)),
];

/// Makes the module and puts it into `sys`.
///
/// # Errors
/// What making its objects raises.
pub fn install(sys: Gc<Module>) -> Result<()> {
    machine::monitoring::register_roots();
    let _ = ClassBuilder::new::<CoMonitoring>("code_monitoring").build();
    let m = Module::new("sys.monitoring");
    m.add_rows(ROWS);
    for (i, name) in ["DISABLE", "MISSING"].iter().enumerate() {
        let marker = object::call::call(object::misc::object_class().value(), &[])?;
        state().markers[i] = Some(marker);
        m.set(name, marker);
    }
    for (name, id) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        m.set(name, number::int(id));
    }
    let d = Dict::new();
    for (e, name) in NAMES.iter().enumerate() {
        d.set_text(name, number::int(1 << e));
    }
    d.set_text("NO_EVENTS", number::int(0));
    m.set("events", builtins::namespace::with_attributes(d)?);
    sys.set("monitoring", m.value());
    Ok(())
}
