//! A built-in provider: what its folder contributes.

use super::fake::provider::FakeProvider;
use super::formats::Kind;
use super::provider::Provider;

/// A built-in provider.
pub struct BuiltIn {
    /// The provider itself.
    pub provider: fn() -> Provider,
    /// The values that can be recognized as this provider's.
    pub kinds: &'static [Kind],
    /// Its simulation.
    pub fake: &'static FakeProvider,
}
