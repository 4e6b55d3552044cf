//! The report of one database connection: the database, the phases of the connection, its tables.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::Report;
use crate::database::Target;
use crate::database::found::Introspected;
use crate::database::inspect::{File, Server};
use crate::database::over_https::OverHttps;
use crate::database::postgres::{Phase, RoundTrip, Span};
use crate::database::tls::{self, Certificate};
use crate::database::url::Chosen;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::Retry;
use crate::neon::host::{NeonHost, is_neon};
use crate::terminal::{Facts, Render, Ui};

/// The database, and the variable that contains its URL.
#[derive(Serialize)]
pub struct Named {
    engine: &'static str,
    url: String,
    variable: Option<&'static str>,
    origin: String,
    shadowed: Vec<&'static str>,
    #[serde(skip)]
    on_neon: bool,
    #[serde(skip)]
    now: Timestamp,
}

/// The result of the inspection.
pub enum Observed {
    /// The server was not reached, or rejected the connection.
    Nothing {
        /// The phases that completed.
        phases: Vec<Span>,
        /// Whether trying again may help.
        retry: Retry,
    },
    /// A PostgreSQL server.
    Server(Box<Server>),
    /// Neon, over HTTPS.
    Https(OverHttps),
    /// A SQLite file.
    File {
        /// The file.
        file: File,
        /// Its tables.
        found: Box<Introspected>,
    },
}

/// The result of `verify-connection`.
#[derive(Serialize)]
pub struct Verified {
    #[serde(flatten)]
    named: Named,
    /// The number of attempts.
    tries: u32,
    #[serde(flatten)]
    facts: Value,
    #[serde(flatten)]
    pub report: Report,
    #[serde(skip)]
    observed: Observed,
}

impl Named {
    /// The database in the settings; `url` has no password.
    pub fn new(chosen: &Chosen, url: &str, now: Timestamp) -> Self {
        let (engine, on_neon) = match &chosen.target {
            Target::Postgres(url) => ("postgresql", url.host.as_deref().is_some_and(is_neon)),
            Target::Sqlite(_) => ("sqlite", false),
        };
        Self {
            engine,
            url: url.to_owned(),
            variable: chosen.variable,
            origin: chosen.origin.to_string(),
            shadowed: chosen.shadowed.clone(),
            on_neon,
            now,
        }
    }

    fn facts(&self) -> Facts {
        let (short, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let mut facts = Facts::default();
        facts.row("Database", short).row("Set by", self.by());
        if !query.is_empty() {
            facts.row(
                "Parameters",
                percent_encoding::percent_decode_str(&query.replace('&', " ")).decode_utf8_lossy(),
            );
        }
        facts
    }

    fn by(&self) -> String {
        let won = if self.shadowed.is_empty() {
            String::new()
        } else {
            format!(", which overrides {}", self.shadowed.join(" and "))
        };
        match self.variable {
            Some(variable) => format!("{variable} ({}){won}", self.origin),
            None if self.origin == "default" => "no variable is set; the app's default".to_owned(),
            None => self.origin.clone(),
        }
    }
}

impl Verified {
    /// The result for an inspected database.
    pub fn new(named: Named, tries: u32, observed: Observed, findings: Vec<Diagnostic>) -> Self {
        let facts = match &observed {
            Observed::Nothing { phases, retry } => {
                json!({ "phases": phases, "waiting_helps": retry.name() })
            }
            Observed::Https(https) => json!({ "over_https": https }),
            Observed::File { file, found } => json!({ "file": file, "tables": tables(found) }),
            Observed::Server(server) => document(server, named.now),
        };
        Self {
            named,
            tries,
            facts,
            report: Report::new("verify-connection", None, findings),
            observed,
        }
    }
}

fn document(server: &Server, now: Timestamp) -> Value {
    let certificate = server
        .connection
        .tls
        .as_ref()
        .and_then(|tls| tls.certificate.as_ref());
    json!({
        "connection": server.connection,
        "certificate_days_left": certificate.map(|certificate| certificate.days_left(now)),
        "neon": NeonHost::parse(&server.connection.host).map(|neon| json!({
            "endpoint": neon.endpoint, "pooled": neon.pooled, "cell": neon.cell, "region": neon.region, "cloud": neon.cloud,
        })),
        "phases": server.phases,
        "round_trip_ms": server.round_trip.map(|round_trip| milliseconds(round_trip.took)),
        "round_trip_of": server.round_trip.map(|round_trip| round_trip.exchange),
        "session": server.session,
        "schema": server.found.schema,
        "may_create_tables": server.found.may_create,
        "tables": tables(&server.found),
    })
}

fn tables(found: &Introspected) -> Value {
    let tables = found
        .tables
        .iter()
        .map(|table| json!({ "schema": table.schema, "name": table.name, "visible": table.visible, "owner": table.owner }));
    json!({ "release": found.release().map(|release| release.name), "found": tables.collect::<Vec<_>>() })
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

impl Render for Verified {
    fn show(&self, ui: &Ui) -> Result<()> {
        let mut facts = self.named.facts();
        match &self.observed {
            Observed::Nothing { phases, .. } => {
                ui.facts(&facts)?;
                ui.gap()?;
                // The server never confirmed the password.
                let last = if self.named.on_neon {
                    WAKE_UP
                } else {
                    "password check"
                };
                return if phases.len() > 1 {
                    waterfall(ui, phases, last).and_then(|()| ui.gap())
                } else {
                    Ok(())
                };
            }
            Observed::Https(https) => {
                facts.row(
                    "Answered by",
                    format!("{}, in {} ms", https.host, https.took_ms),
                );
                ui.facts(&facts)?;
            }
            Observed::File { file, found } => {
                facts
                    .row(
                        "File",
                        format!("{} bytes, SQLite {}", file.size, file.version),
                    )
                    .row("Tables", table_names(found));
                ui.facts(&facts)?;
            }
            Observed::Server(server) => {
                server_facts(server, self.named.now, &mut facts);
                ui.facts(&facts)?;
                ui.gap()?;
                waterfall(
                    ui,
                    &server.phases,
                    if self.named.on_neon {
                        WAKE_UP
                    } else {
                        "session start"
                    },
                )?;
            }
        }
        ui.gap()?;
        self.report.show(ui)
    }
}

fn server_facts(server: &Server, now: Timestamp, facts: &mut Facts) {
    let (connection, session) = (&server.connection, &server.session);
    let address = connection.address.as_ref().map_or_else(
        || "Unix socket".to_owned(),
        |address| format!("{address}, port {}", connection.port),
    );
    facts.row(
        "Server",
        format!(
            "PostgreSQL {} at {address}",
            connection
                .server_version
                .as_deref()
                .unwrap_or("of unknown version")
        ),
    );
    if let Some(neon) = NeonHost::parse(&connection.host) {
        let way = if neon.pooled {
            "through the pooler"
        } else {
            "direct"
        };
        facts.row(
            "Neon",
            format!(
                "endpoint {}, {way}, region {}",
                neon.endpoint,
                neon.region_id()
            ),
        );
    }
    facts.row(
        "Role",
        format!("{} on database {}", session.role, session.database),
    );
    tls_facts(connection.tls.as_ref(), now, facts);
    facts.row("Login", connection.authentication.name());
    facts.row(
        "Connected",
        format!("in {} ms", connection.took.as_millis()),
    );
    if let Some(RoundTrip { took, exchange }) = server.round_trip {
        facts.row(
            "Round trip",
            format!("{:.1} ms ({})", milliseconds(took), exchange.words()),
        );
    }
    facts.row(
        "Search path",
        format!("{}; {}", session.search_path, new_tables(&server.found)),
    );
    facts.row(
        "Can create",
        if server.found.may_create { "yes" } else { "no" },
    );
    facts.row("Tables", table_names(&server.found));
}

fn tls_facts(tls: Option<&tls::Facts>, now: Timestamp, facts: &mut Facts) {
    let Some(tls) = tls else {
        facts.row("TLS", "none");
        return;
    };
    let verified = match tls.verified {
        "full" => "certificate and host name verified",
        "chain" => "certificate verified, host name not",
        _ => "certificate not verified",
    };
    facts.row(
        "TLS",
        format!("{}, {}, {verified}", tls.version, tls.cipher),
    );
    let certificate = tls.certificate.as_ref();
    facts.row(
        "Certificate",
        certificate.map_or_else(
            || "cannot be read".to_owned(),
            |certificate| certificate_words(certificate, now),
        ),
    );
}

fn certificate_words(certificate: &Certificate, now: Timestamp) -> String {
    let days = certificate.days_left(now);
    let left = if days < 0 {
        format!("expired {} days ago", -days)
    } else {
        format!("{days} days left")
    };
    format!(
        "for {}, issued by {}, {left}",
        certificate.names.join(", "),
        certificate.issuer
    )
}

fn new_tables(found: &Introspected) -> String {
    let release = found.expected();
    match &found.schema {
        _ if release.reads_public_only() => format!("release {} uses public", release.name),
        Some(schema) => format!("new tables go to {schema}"),
        None => "there is no schema for new tables".to_owned(),
    }
}

fn table_names(found: &Introspected) -> String {
    let names: Vec<&str> = found
        .tables
        .iter()
        .filter(|table| found.is_visible(table))
        .map(|table| table.name.as_str())
        .collect();
    match found.release() {
        _ if names.is_empty() => "the app's tables do not exist".to_owned(),
        Some(release) => format!("{} (release {})", names.join(", "), release.name),
        None => names.join(", "),
    }
}

/// Neon starts the compute after it verified the password.
const WAKE_UP: &str = "wake-up";

/// Renders the phases; `after_proof` is the name of the phase after the password exchange.
fn waterfall(ui: &Ui, phases: &[Span], after_proof: &'static str) -> Result<()> {
    let name = |phase: Phase| match phase {
        Phase::Name => "name",
        Phase::Tcp => "TCP",
        Phase::Tls => "TLS",
        Phase::Authentication => "authentication",
        Phase::WakeUp => after_proof,
        Phase::Query => "first query",
    };
    let steps: Vec<_> = phases
        .iter()
        .map(|span| (name(span.phase), span.start, span.took))
        .collect();
    if steps.is_empty() {
        Ok(())
    } else {
        ui.waterfall(&steps)
    }
}
