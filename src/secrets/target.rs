//! The target of an upload: a Space, or one that another program reaches.

use jiff::Timestamp;

use super::Present;
use super::program::Program;
use crate::diagnostics::Result;
use crate::huggingface::Hub;
use crate::secret::Secret;

/// The target of an upload.
pub enum Target {
    /// A HuggingFace Space.
    Space(Hub),
    /// A target that another program reaches.
    Program(Program),
}

impl Target {
    /// The display name.
    pub fn label(&self) -> String {
        match self {
            Self::Space(hub) => format!("the Space {}", hub.space()),
            Self::Program(program) => program.label(),
        }
    }

    /// The key in the record of uploads.
    pub fn key(&self) -> String {
        match self {
            Self::Space(hub) => format!("space {}/{}", hub.endpoint(), hub.space()),
            Self::Program(program) => program.key(),
        }
    }

    /// Why the target does not accept a secret of this name.
    pub fn forbids(&self, name: &str) -> Option<&'static str> {
        match self {
            Self::Space(_) => None,
            Self::Program(program) => program.forbids(name),
        }
    }

    /// The existing secrets.
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

    /// Sets a secret. Returns the target's timestamp, if it has one.
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
