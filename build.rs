//! How the program is linked.

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told of its target by variables"
)]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // The unwinder that a backtrace needs comes from an archive instead of a shared library: loading that one asks the processor what it is,
    // which in a virtual machine takes longer than `navauth gen-secret`.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
    // In what is shipped (profile dist), the functions of every start lie together: each run of pages that is loaded costs 2 microseconds.
    let shipped = std::env::var("OPT_LEVEL").is_ok_and(|level| level == "s");
    if shipped && target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rerun-if-changed=link/order.ld");
        println!(
            "cargo::rustc-link-arg-bins=-T{}/link/order.ld",
            env!("CARGO_MANIFEST_DIR")
        );
    }
}
