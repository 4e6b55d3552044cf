//! Where a check gets its facts.

/// A source of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The settings.
    Settings,
    /// Git, about the `.env` file.
    Git,
    /// Git, about all commits.
    GitHistory,
    /// The providers, without a sign-in.
    Providers,
    /// The database.
    Database,
    /// The live site.
    LiveSite,
    /// The HuggingFace Space, through the Hub's API.
    Space,
    /// The Neon project, through Neon's API.
    Neon,
    /// The record of test sign-ins.
    SignIns,
}

impl Source {
    /// The name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "the settings",
            Self::Git => "git",
            Self::GitHistory => "the git history",
            Self::Providers => "the providers",
            Self::Database => "the database",
            Self::LiveSite => "the live site",
            Self::Space => "the HuggingFace Hub",
            Self::Neon => "Neon's API",
            Self::SignIns => "the record of test sign-ins",
        }
    }

    /// Whether it is reached over the network.
    pub fn needs_network(self) -> bool {
        match self {
            Self::Settings | Self::Git | Self::GitHistory | Self::SignIns => false,
            Self::Providers | Self::Database | Self::LiveSite | Self::Space | Self::Neon => true,
        }
    }
}
