//! A place that secrets go to: a Space, or what a program reaches.
//!
//! Owns that both are spoken to alike.

use jiff::Timestamp;

use super::plan::Present;
use super::program::Program;
use crate::diagnostics::Result;
use crate::huggingface::Hub;
use crate::secret::Secret;

/// A place that secrets go to.
pub enum Target {
    /// A HuggingFace Space.
    Space(Hub),
    /// What a program reaches.
    Program(Program),
}

impl Target {
    /// The place in words.
    pub fn label(&self) -> String {
        match self {
            Self::Space(hub) => format!("the Space {}", hub.space()),
            Self::Program(program) => program.label(),
        }
    }

    /// The place as the ledger knows it.
    pub fn key(&self) -> String {
        match self {
            Self::Space(hub) => format!("space {}/{}", hub.endpoint(), hub.space()),
            Self::Program(program) => program.key(),
        }
    }

    /// Why the place takes no secret of this name.
    pub fn forbids(&self, name: &str) -> Option<&'static str> {
        match self {
            Self::Space(_) => None,
            Self::Program(program) => program.forbids(name),
        }
    }

    /// The secrets that are there.
    pub async fn present(&self) -> Result<Present> {
        match self {
            Self::Space(hub) => Ok(hub
                .secrets()
                .await?
                .into_iter()
                .map(|(name, entry)| (name, entry.updated_at))
                .collect()),
            Self::Program(program) => program.present().await,
        }
    }

    /// Sets a secret. Gives the place's time of it, where the place says that.
    pub async fn set(&self, name: &str, value: &Secret) -> Result<Option<Timestamp>> {
        match self {
            Self::Space(hub) => hub.set_secret(name, value).await,
            Self::Program(program) => program.set(name, value).await.map(|()| None),
        }
    }

    /// Deletes a secret.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self {
            Self::Space(hub) => hub.delete_secret(name).await,
            Self::Program(program) => program.delete(name).await,
        }
    }
}
