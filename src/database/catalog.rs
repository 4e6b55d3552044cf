//! The catalog query: the app's tables, and what else decides whether a sign-in can be stored, in one round trip.

use std::time::Duration;

use serde::Deserialize;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::found::{Introspected, ONLY_IN, OnlyIn, RECORD, Unreadable};
use super::migrate::unreadable_record;
use super::postgres::{self, Connection};
use super::url::PostgresUrl;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::words;

/// The longest wait for a table that another session has locked. The time that is left finds out which session it is.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Sends SELECTs, each with its semicolon, and then the catalog query. Returns the text of each row.
pub(super) async fn query(
    client: &Client,
    first: &str,
    time_left: Duration,
) -> Result<Vec<String>, tokio_postgres::Error> {
    let wait = (time_left / 2).min(LONGEST_WAIT).as_millis().max(1);
    let catalog = CATALOG
        .replace("$RECORD", RECORD)
        .replace("$SEQUENCE", SEQUENCE)
        .replace("$NAMES", NAMES);
    let sql = format!("SET LOCAL lock_timeout = {wait}; {first} {catalog}");
    let answers = client.simple_query(&sql).await?;
    Ok(answers.iter().filter_map(text).collect())
}

/// The text in the first column, if the message is a row.
fn text(message: &SimpleQueryMessage) -> Option<String> {
    match message {
        SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten().map(str::to_owned),
        _ => None,
    }
}

/// Parses the result of [`query`].
pub(super) fn parse(document: Option<&String>) -> Result<Introspected> {
    let document = document.map_or("", String::as_str);
    Introspected::read(document).map_err(|unreadable| match unreadable {
        Unreadable::Answer => postgres::odd_answer("the list of tables cannot be read"),
        Unreadable::Record => unreadable_record(),
    })
}

/// Counts the users that exist in only one of the two tables, if there are two.
pub(super) async fn count_only_in(
    client: &Client,
    found: &mut Introspected,
) -> Result<(), tokio_postgres::Error> {
    if !found.has_both() {
        return Ok(());
    }
    let messages = client.simple_query(ONLY_IN).await?;
    found.only_in = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(OnlyIn {
            users: row.get(0)?.parse().ok()?,
            user: row.get(1)?.parse().ok()?,
        }),
        _ => None,
    });
    Ok(())
}

/// The error for a failed [`query`]. If a table is locked, it names the session that has locked it.
pub(super) async fn failure(
    connection: &Connection,
    error: tokio_postgres::Error,
    url: &PostgresUrl,
    time_left: Duration,
) -> Error {
    if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) {
        let asked = tokio::time::timeout(time_left, holder(&connection.client)).await;
        if let Ok(Some(holder)) = asked {
            return Error::unreachable(holder.diagnostic());
        }
    }
    connection.failure(error, url)
}

async fn holder(client: &Client) -> Option<Holder> {
    let answers = client
        .simple_query(&HOLDER.replace("$NAMES", NAMES))
        .await
        .ok()?;
    serde_json::from_str(&answers.iter().find_map(text)?).ok()
}

/// The session that keeps others from reading a table of the app.
#[derive(Debug, Deserialize)]
struct Holder {
    table: String,
    /// The ID of its process.
    pid: i32,
    role: Option<String>,
    application: Option<String>,
    /// As in pg_stat_activity. The server shows it to the same role and to members of pg_read_all_stats.
    state: Option<String>,
    /// How long its transaction has been open.
    seconds: Option<u64>,
}

impl Holder {
    fn diagnostic(&self) -> Diagnostic {
        let application = self.application.as_deref().filter(|name| !name.is_empty());
        let facts = [
            Some(format!("process {}", self.pid)),
            self.role.as_ref().map(|role| format!("role {role}")),
            application.map(|name| format!("application {name}")),
            self.state.clone(),
            self.seconds.map(|seconds| {
                format!(
                    "transaction open for {}",
                    words::pluralize(seconds, "second")
                )
            }),
        ];
        let facts: Vec<String> = facts.iter().flatten().map(|fact| sanitize(fact)).collect();
        diagnostic!(codes::TABLE_LOCKED, table = sanitize(&self.table))
            .observed(facts.join(", "))
            .sql(format!("SELECT pg_terminate_backend({});", self.pid))
    }
}

/// The names of the app's tables, of every release.
const NAMES: &str =
    "('users', 'oauth_states', 'user', 'contact_oauth_state', 'contact_oauth_states')";

/// The session that has an ACCESS EXCLUSIVE lock on a table of the app or one of its indexes. While it waits for that
/// lock, others wait behind it: then the session that it waits for.
const HOLDER: &str = "
WITH parts AS (SELECT c.oid AS part, c.oid AS of FROM pg_class c WHERE c.relname IN $NAMES AND c.relkind = 'r'
    UNION ALL SELECT x.indexrelid, x.indrelid FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid WHERE c.relname IN $NAMES),
  locks AS (SELECT l.pid, l.granted, l.mode = 'AccessExclusiveLock' AS exclusive, p.of FROM pg_locks l
    JOIN parts p ON p.part = l.relation JOIN pg_database d ON d.oid = l.database AND d.datname = current_database())
SELECT json_build_object('table', c.relname, 'pid', l.pid, 'role', a.usename, 'application', a.application_name, 'state', a.state,
  'seconds', extract(epoch FROM clock_timestamp() - a.xact_start)::bigint)
FROM locks l JOIN pg_class c ON c.oid = l.of JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.granted AND l.pid <> pg_backend_pid()
  AND (l.exclusive OR l.pid IN (SELECT unnest(pg_blocking_pids(w.pid)) FROM locks w WHERE w.exclusive AND NOT w.granted))
ORDER BY l.exclusive DESC, a.xact_start LIMIT 1";

/// The sequence that fills the column `a` of the table `c`: the one that its default names, or that of its identity.
const SEQUENCE: &str = "(SELECT q.oid FROM pg_depend d JOIN pg_class q ON q.relkind = 'S' AND q.oid = CASE WHEN d.deptype = 'i' THEN d.objid ELSE d.refobjid END
        LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
        WHERE d.refclassid = 'pg_class'::regclass AND (f.adrelid = c.oid AND f.adnum = a.attnum
          OR d.classid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjid = c.oid AND d.refobjsubid = a.attnum) LIMIT 1)";

/// The catalog as one JSON document, in the shape of [`Introspected`]. A plain SELECT on tables that may not exist
/// would fail: PL/pgSQL reads the record of migrations and the IDs, and passes them on in settings that end with the
/// transaction.
const CATALOG: &str = "
DO $$ DECLARE t record; ids text; BEGIN
  IF to_regclass('$RECORD') IS NOT NULL AND has_table_privilege(to_regclass('$RECORD'), 'SELECT') THEN
    PERFORM set_config('navauth.record', (SELECT coalesce(json_agg(json_build_object(
      'version', version, 'checksum', encode(checksum, 'hex'), 'success', success)), '[]')::text FROM $RECORD), true);
  END IF;
  FOR t IN SELECT c.oid, c.oid::regclass AS name, a.attname AS key, s.oid::regclass AS sequence
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('id', 'user_id') AND a.atttypid IN (20, 21, 23)
    JOIN pg_class s ON s.oid = $SEQUENCE
    WHERE c.relname IN $NAMES AND c.relkind = 'r' AND NOT row_security_active(c.oid)
      AND has_schema_privilege(c.relnamespace, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
      AND has_schema_privilege(s.relnamespace, 'USAGE') AND CASE WHEN s.relkind = 'S' THEN has_sequence_privilege(s.oid, 'SELECT') END
      AND EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = c.oid AND x.indkey[0] = a.attnum AND x.indisvalid AND x.indpred IS NULL)
  LOOP
    EXECUTE format('SELECT json_build_object(''highest'', (SELECT max(%I) FROM %s), ''next'', CASE WHEN is_called THEN last_value + 1 ELSE last_value END) FROM %s',
      t.key, t.name, t.sequence) INTO ids;
    PERFORM set_config('navauth.ids_' || t.oid || '_' || t.key, ids, true);
  END LOOP;
END $$;
SELECT json_build_object(
  'role', current_user, 'database', current_database(), 'schema', current_schema(),
  'read_only', pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
  'may_create', coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
  'denied_schema', (SELECT n.nspname FROM unnest(string_to_array(current_setting('search_path'), ',')) WITH ORDINALITY AS p(name, place)
    JOIN pg_namespace n ON n.nspname = replace(btrim(p.name, ' \"'), '$user', current_user)
    WHERE NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY p.place LIMIT 1),
  'record', nullif(current_setting('navauth.record', true), '')::json,
  'tables', (SELECT coalesce(json_agg(json_build_object(
    'schema', n.nspname, 'name', c.relname, 'visible', pg_table_is_visible(c.oid), 'owner', pg_get_userbyid(c.relowner),
    'owned', pg_has_role(c.relowner, 'USAGE'), 'reachable', has_schema_privilege(n.oid, 'USAGE'),
    'denied', (SELECT coalesce(json_agg(k), '[]') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) k WHERE NOT has_table_privilege(c.oid, k)),
    'filtered', row_security_active(c.oid),
    'refused', (SELECT coalesce(json_agg(k.command), '[]') FROM (VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) k(command, code)
      WHERE row_security_active(c.oid) AND NOT EXISTS (SELECT 1 FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', k.code::\"char\")
          AND (0 = ANY (p.polroles) OR EXISTS (SELECT 1 FROM unnest(p.polroles) r WHERE pg_has_role(r, 'USAGE'))))),
    'kind', CASE WHEN c.relispartition THEN 'partition' ELSE (CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned-table'
      WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' ELSE 'foreign-table' END) END,
    'updatable', c.relkind = 'v' AND pg_relation_is_updatable(c.oid, true) & 28 = 28,
    'columns', (SELECT coalesce(json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'is_user_defined', (SELECT y.typtype IN ('d', 'e') FROM pg_type y WHERE y.oid = a.atttypid), 'required', a.attnotnull,
      'filled', a.atthasdef OR a.attidentity <> '',
      'sequence', (SELECT json_build_object('name', s.oid::regclass, 'usable', a.attidentity <> '' OR has_sequence_privilege(s.oid, 'USAGE, UPDATE'),
          'ids', nullif(current_setting('navauth.ids_' || c.oid || '_' || a.attname, true), '')::json)
        FROM pg_class s WHERE s.oid = $SEQUENCE)) ORDER BY a.attnum), '[]')
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'indexes', (SELECT coalesce(json_agg(json_build_object(
      'name', i.relname, 'unique', x.indisunique, 'primary', x.indisprimary, 'whole', x.indisvalid AND x.indpred IS NULL,
      'columns', (SELECT json_agg(pg_get_indexdef(x.indexrelid, k, true) ORDER BY k) FROM generate_series(1, x.indnkeyatts) k)
      ) ORDER BY i.relname), '[]') FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid),
    'constraints', (SELECT coalesce(json_agg(json_build_object(
      'name', r.conname, 'definition', pg_get_constraintdef(r.oid, true),
      'columns', (SELECT coalesce(json_agg(a.attname), '[]') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (r.conkey))
      ) ORDER BY r.conname), '[]') FROM pg_constraint r WHERE r.conrelid = c.oid AND r.contype IN ('c', 'f', 'u', 'x'))
    )), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname IN $NAMES AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))";
