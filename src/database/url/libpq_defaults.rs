//! What libpq adds to a connection string: environment variables, the password file and files in `~/.postgresql`.
//!
//! Names and order: PostgreSQL 16 manual, "Environment Variables" and "The Password File"; fe-connect.c,
//! `conninfo_add_defaults`. A value in the connection string always wins.

use std::path::{Path, PathBuf};

use super::{PostgresUrl, SslMode};
use crate::config::settings::Settings;
use crate::input_file;
use crate::secret::Secret;

/// What libpq adds to a connection string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibpqDefaults {
    added: Vec<Added>,
    /// Whether the connection string itself contains the password.
    pub has_own_password: bool,
    /// The environment variables that were used.
    pub used: Vec<&'static str>,
    /// The password file, if the line that was used does not name the host: it contains `*`, or `hostaddr` is set.
    pub password_of_any_host: Option<PathBuf>,
    /// A password file that other users can read, which libpq ignores.
    pub ignored_password_file: Option<PathBuf>,
    /// Whether SSL_CERT_FILE or SSL_CERT_DIR is set. The app needs one of them for `sslrootcert=system`.
    pub has_system_roots: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Added {
    name: &'static str,
    value: String,
    /// The variable or file that it is from.
    origin: String,
}

impl LibpqDefaults {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let added = self.added.iter().find(|added| added.name == name)?;
        Some(&added.value)
    }

    /// The variable or file that a parameter is from.
    pub fn origin(&self, name: &str) -> Option<&str> {
        let added = self.added.iter().find(|added| added.name == name)?;
        Some(&added.origin)
    }

    /// The names of the added parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.added.iter().map(|added| added.name)
    }

    fn add(&mut self, name: &'static str, value: impl Into<String>, origin: impl Into<String>) {
        if self.get(name).is_none() {
            self.added.push(Added {
                name,
                value: value.into(),
                origin: origin.into(),
            });
        }
    }
}

/// The variables by parameter; those for user, password, database, host and port come first, because they have their
/// own fields.
const VARIABLES: [(&str, &str); 31] = [
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("host", "PGHOST"),
    ("port", "PGPORT"),
    ("hostaddr", "PGHOSTADDR"),
    ("service", "PGSERVICE"),
    ("passfile", "PGPASSFILE"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("client_encoding", "PGCLIENTENCODING"),
    ("options", "PGOPTIONS"),
    ("application_name", "PGAPPNAME"),
    ("sslmode", "PGSSLMODE"),
    ("sslcompression", "PGSSLCOMPRESSION"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslcertmode", "PGSSLCERTMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcrl", "PGSSLCRL"),
    ("sslcrldir", "PGSSLCRLDIR"),
    ("sslsni", "PGSSLSNI"),
    ("requirepeer", "PGREQUIREPEER"),
    ("require_auth", "PGREQUIREAUTH"),
    ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    ("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    ("gssencmode", "PGGSSENCMODE"),
    ("krbsrvname", "PGKRBSRVNAME"),
    ("gsslib", "PGGSSLIB"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
];

impl PostgresUrl {
    /// Adds what libpq adds in the app's environment.
    pub(super) fn with_libpq_defaults(mut self, settings: &Settings) -> Self {
        // SQLAlchemy does not pass on empty parts.
        self.user = self.user.filter(|user| !user.is_empty());
        self.database = self.database.filter(|database| !database.is_empty());
        self.port = self.port.filter(|&port| port != 0);
        self.password = self
            .password
            .filter(|password| !password.expose().is_empty());
        self.libpq_defaults.has_own_password = self.password.is_some();
        for (parameter, variable) in VARIABLES {
            if let Some(setting) = settings.get(variable) {
                self.add(parameter, variable, setting.value.expose());
            }
        }
        let old = settings.get("PGREQUIRESSL");
        if old.is_some_and(|setting| setting.value.expose().starts_with('1'))
            && !self.names_ssl_mode()
        {
            self.libpq_defaults
                .add("sslmode", "require", "PGREQUIRESSL");
        }
        self.libpq_defaults.has_system_roots = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
            .iter()
            .any(|name| settings.get_non_empty(name).is_some());
        let home = settings
            .get_non_empty("HOME")
            .map(|setting| PathBuf::from(setting.value.expose()));
        if let Some(home) = &home {
            self.add_files(home);
        }
        if self.password.is_none() {
            self.read_password_file(home.as_deref());
        }
        self
    }

    fn add(&mut self, parameter: &'static str, variable: &'static str, value: &str) {
        let own = self.query.iter().any(|(name, _)| name == parameter);
        match parameter {
            "user" if self.user.is_none() => self.user = given(value),
            "dbname" if self.database.is_none() => self.database = given(value),
            "password" if self.password.is_none() => {
                self.password = given(value).map(Secret::new);
            }
            "user" | "dbname" | "password" => return,
            "host" if self.host.is_some() => return,
            "port" if self.port.is_some() => return,
            // An empty one asks for nothing.
            "host" | "hostaddr" | "port" if value.is_empty() => return,
            _ if own => return,
            _ => self.libpq_defaults.add(parameter, value, variable),
        }
        self.libpq_defaults.used.push(variable);
    }

    /// The files that libpq reads by default.
    fn add_files(&mut self, home: &Path) {
        let folder = home.join(".postgresql");
        let without_tls = self.ssl_mode().is_ok_and(|mode| mode == SslMode::Disable);
        if without_tls || !folder.is_dir() {
            return;
        }
        for (parameter, file) in [
            ("sslrootcert", "root.crt"),
            ("sslcert", "postgresql.crt"),
            ("sslcrl", "root.crl"),
        ] {
            let path = folder.join(file);
            let own = self.query.iter().any(|(name, _)| name == parameter);
            if !own && path.exists() {
                let origin = format!("~/.postgresql/{file}");
                self.libpq_defaults
                    .add(parameter, path.display().to_string(), origin);
            }
        }
    }

    fn read_password_file(&mut self, home: Option<&Path>) {
        let named = self
            .parameter("passfile")
            .filter(|name| !name.is_empty())
            .map(PathBuf::from);
        let Some(path) = named.or_else(|| Some(home?.join(".pgpass"))) else {
            return;
        };
        if !path.is_file() {
            return;
        }
        if others_may_read(&path) {
            self.libpq_defaults.ignored_password_file = Some(path);
            return;
        }
        let (Ok(bytes), Ok(addresses)) = (input_file::read(&path), self.addresses()) else {
            return;
        };
        // Each host may have its own password; navauth supports one.
        let [address] = addresses.as_slice() else {
            return;
        };
        let text = String::from_utf8_lossy(&bytes);
        let host = match address.host.as_str() {
            super::parameters::SOCKET_FOLDER => "localhost",
            host => host,
        };
        let port = address.port.to_string();
        let user = self.user.as_deref().unwrap_or_default();
        let database = self.database.as_deref().unwrap_or(user);
        let found = text
            .lines()
            .find_map(|line| entry_for(line, &[host, &port, database, user]))
            .filter(|entry| !entry.password.is_empty());
        let Some(entry) = found else {
            return;
        };
        if !entry.names_host || self.host_address().is_some() {
            self.libpq_defaults.password_of_any_host = Some(path);
        }
        self.password = Some(Secret::new(entry.password));
    }
}

fn given(value: &str) -> Option<String> {
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// A line of the password file.
struct Entry {
    password: String,
    /// False for `*`.
    names_host: bool,
}

/// The line `host:port:database:user:password`, where it is about these.
fn entry_for(line: &str, wanted: &[&str; 4]) -> Option<Entry> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = vec![String::new()];
    let mut characters = line.trim_end_matches('\r').chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => fields.last_mut()?.extend(characters.next()),
            // The password may contain colons.
            ':' if fields.len() < 5 => fields.push(String::new()),
            other => fields.last_mut()?.push(other),
        }
    }
    let [given @ .., password] = fields.as_slice() else {
        return None;
    };
    let fits = given.len() == wanted.len()
        && given
            .iter()
            .zip(wanted)
            .all(|(given, wanted)| given == "*" || given == wanted);
    fits.then(|| Entry {
        password: password.clone(),
        names_host: given[0] != "*",
    })
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::entry_for;
    use crate::config::settings::{Origin, Settings};
    use crate::database::Target;
    use crate::database::url::{PostgresUrl, SslMode};

    fn url(url: &str, variables: &[(&str, &str)]) -> PostgresUrl {
        let mut settings = Settings::default();
        for (name, value) in variables {
            settings.put(*name, *value, Origin::Process);
        }
        match Target::of(&settings, "DATABASE_URL", url).unwrap() {
            Target::Postgres(url) => url,
            Target::Sqlite(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn environment_variables_fill_in_missing_parameters() {
        let variables = [
            ("PGUSER", "ada"),
            ("PGPASSWORD", "s3cret"),
            ("PGDATABASE", "people"),
            ("PGHOST", "db.example.org"),
            ("PGPORT", "6000"),
            ("PGSSLMODE", "require"),
        ];
        let filled = url("postgresql://", &variables);
        assert_eq!(filled.user.as_deref(), Some("ada"));
        assert_eq!(filled.database.as_deref(), Some("people"));
        assert_eq!(
            filled.password.as_ref().map(|it| it.expose()),
            Some("s3cret")
        );
        let address = filled.addresses().unwrap().remove(0);
        assert_eq!(
            (address.host.as_str(), address.port),
            ("db.example.org", 6000)
        );
        assert_eq!(filled.ssl_mode().unwrap(), SslMode::Require);
        let own = url("postgresql://bo:own@h:1/d?sslmode=disable", &variables);
        assert_eq!(own.to_string(), "postgresql://bo:***@h:1/d?sslmode=disable");
        assert_eq!(own.password.as_ref().map(|it| it.expose()), Some("own"));
        assert_eq!(own.addresses().unwrap()[0].port, 1);
        // The message for an invalid value names the variable.
        let wrong = url("postgresql://h/d", &[("PGSSLMODE", "")])
            .ssl_mode()
            .unwrap_err();
        assert!(wrong.diagnostic.title.contains("PGSSLMODE"), "{wrong}");
        let old = url("postgresql://h/d", &[("PGREQUIRESSL", "1")]);
        assert_eq!(old.ssl_mode().unwrap(), SslMode::Require);
        let service = url("postgresql://h/d", &[("PGSERVICE", "mine")]);
        let refused = service.check_parameters().unwrap_err();
        assert!(refused.diagnostic.title.contains("PGSERVICE"), "{refused}");
    }

    #[test]
    fn matches_password_file_lines_like_libpq() {
        let wanted = ["h", "5432", "d", "u"];
        for (line, password) in [
            ("h:5432:d:u:secret", Some("secret")),
            ("*:*:*:*:a:b", Some("a:b")),
            ("h:5432:d:u:a\\:b\\\\c", Some("a:b\\c")),
            ("h:*:d:u:", Some("")),
            ("#h:5432:d:u:secret", None),
            ("other:5432:d:u:secret", None),
            ("h:5432:d:u", None),
            ("", None),
        ] {
            let entry = entry_for(line, &wanted);
            assert_eq!(
                entry.map(|entry| entry.password).as_deref(),
                password,
                "{line}"
            );
        }
    }

    #[test]
    #[cfg(unix)]
    fn reads_files_in_the_home_folder() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().display().to_string();
        let file = home.path().join(".pgpass");
        std::fs::write(&file, "# mine\nh:*:*:u:s3cret\n").unwrap();
        let read = || url("postgresql://u@h/d", &[("HOME", &path)]);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read().password.is_none());
        assert_eq!(
            read().libpq_defaults.ignored_password_file.as_ref(),
            Some(&file)
        );
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(
            read().password.as_ref().map(|it| it.expose()),
            Some("s3cret")
        );
        assert_eq!(read().ssl_root_certificate(), None);
        std::fs::create_dir(home.path().join(".postgresql")).unwrap();
        std::fs::write(home.path().join(".postgresql/root.crt"), "").unwrap();
        let root = home
            .path()
            .join(".postgresql/root.crt")
            .display()
            .to_string();
        assert_eq!(read().ssl_root_certificate(), Some(root.as_str()));
    }
}
