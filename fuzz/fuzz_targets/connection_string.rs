#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| navauth::fuzzing::connection_string(input));
