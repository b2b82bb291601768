//! The `pellucid` command.

fn main() {
    let settings = vm::Settings {
        hash_seed: std::env::var("PYTHONHASHSEED").ok().and_then(|s| s.parse().ok()),
        gc_stress: std::env::var("PELLUCID_STRESS").ok().and_then(|s| s.strip_prefix("gc:").and_then(|n| n.parse().ok())).unwrap_or(0),
        check_machine: std::env::var("PELLUCID_MACHINE").is_ok_and(|m| m == "check"),
    };
    vm::init(settings);
    let Some(path) = std::env::args().nth(1) else { return };
    let source = std::fs::read(&path).expect("a readable script");
    std::process::exit(vm::run_script(&source, &path));
}
