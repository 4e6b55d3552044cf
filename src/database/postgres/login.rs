//! The stream between TLS and tokio-postgres, which watches the login go by.
//!
//! Owns what can be seen of it: the way of authentication, and when the server was done with each step. It objects before a password is
//! given away: a server that wants it in the clear, that skips the channel binding the URL asks for, or that is no PostgreSQL at all. It
//! also objects to an answer that would fill the memory, during the login and later.
//! The protocol itself is tokio-postgres's (PostgreSQL manual, "Message Formats").

use std::fmt;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::types::Type;

use super::trace::{Phase, Trace};
use crate::database::url::AuthMethods;

/// The rounds of SCRAM that are done: fewer than RFC 7677 section 4 asks for make the proof easy to search, more take longer than a wait may.
const SCRAM_ROUNDS: std::ops::RangeInclusive<u64> = 4096..=1_000_000;

/// How the server made sure of the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Method {
    /// It asked for nothing.
    #[serde(rename = "trust")]
    Trust,
    /// The password as it is.
    #[serde(rename = "cleartext password")]
    Cleartext,
    /// MD5 of the password and a salt.
    #[serde(rename = "MD5 password")]
    Md5,
    /// RFC 7677.
    #[serde(rename = "SCRAM-SHA-256")]
    Scram,
    /// RFC 7677, bound to the TLS channel.
    #[serde(rename = "SCRAM-SHA-256-PLUS")]
    ScramPlus,
    /// Kerberos, SSPI, OAuth and others that navauth does not speak.
    #[serde(rename = "other")]
    Other,
}

impl Method {
    /// The name that is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trust => "trust (no password asked)",
            Self::Cleartext => "cleartext password",
            Self::Md5 => "MD5 password",
            Self::Scram => "SCRAM-SHA-256",
            Self::ScramPlus => "SCRAM-SHA-256-PLUS",
            Self::Other => "a way that navauth does not speak",
        }
    }
}

/// Why the login was broken off on our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthViolation {
    /// What came is not PostgreSQL's protocol.
    NotPostgres,
    /// A password was asked for in a way that gives it away, where that is not allowed.
    GivesPasswordAway(Method, WeakAuthPolicy),
    /// A password was asked for, and the URL has none.
    NoPassword,
    /// The URL asks for channel binding, and the server does not offer it.
    NoChannelBinding(Method),
    /// `require_auth` does not allow the way the server asks for.
    MethodNotAllowed(Method),
    /// SCRAM with so many rounds: with too few the proof gives the password away, too many are an attack on the time.
    Iterations(u64),
    /// The server sends more than any answer has.
    TooLarge,
    /// The server sends what PostgreSQL does not.
    Malformed(&'static str),
}

impl fmt::Display for AuthViolation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for AuthViolation {}

/// Whether the password may be given as it is, or as MD5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakAuthPolicy {
    /// Nobody sits in between, or the URL takes that risk.
    Allowed,
    /// Only inside TLS, which there is not.
    NeedsTls,
    /// Whoever runs or imitates the server would learn it.
    Never,
}

/// What is allowed during the login.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whether the password may be given away.
    pub weak_password: WeakAuthPolicy,
    /// There is a password.
    pub has_password: bool,
    /// `channel_binding=require`.
    pub needs_channel_binding: bool,
    /// `require_auth`.
    pub auth_methods: AuthMethods,
}

/// What is seen of a connection, shared with whoever sends the queries.
#[derive(Debug, Default)]
pub struct Seen {
    method: Mutex<Option<Method>>,
    objection: Mutex<Option<AuthViolation>>,
    /// The answer to a query is read row by row, and may be of any length.
    streams: AtomicBool,
    /// The server has accepted the password.
    accepted: AtomicBool,
}

impl Seen {
    /// The way of authentication, known when the login is over.
    pub fn method(&self) -> Option<Method> {
        *self.method.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why we broke the connection off; it ends every query that waits.
    pub fn objection(&self) -> Option<AuthViolation> {
        *self
            .objection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the server has accepted the password, whatever it said then.
    pub fn accepted_password(&self) -> bool {
        self.accepted.load(Ordering::Relaxed) && self.method() != Some(Method::Trust)
    }

    /// The next answer is not kept, and may be of any length.
    pub fn allow_stream(&self) {
        self.streams.store(true, Ordering::Relaxed);
    }

    fn set_method(&self, method: Option<Method>) {
        *self.method.lock().unwrap_or_else(PoisonError::into_inner) = method;
    }
}

/// Anything that bytes go through.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The stream that is given to tokio-postgres.
pub struct Watched {
    stream: Box<dyn Stream>,
    end_point: Option<Vec<u8>>,
    stage: Stage,
    messages: Messages,
    seen: Arc<Seen>,
}

enum Stage {
    Login(Login),
    Queries,
    /// The login was refused: what stands behind the error is nobody's.
    Refused,
}

struct Login {
    rules: Rules,
    trace: Trace,
    /// The server's last authentication request.
    request: Option<u32>,
}

impl Watched {
    /// Watches a login over `stream`, and what follows it. `end_point` is the channel binding data where there is TLS.
    pub fn new(
        stream: Box<dyn Stream>,
        end_point: Option<Vec<u8>>,
        rules: Rules,
        trace: Trace,
    ) -> Self {
        let login = Login {
            rules,
            trace,
            request: None,
        };
        Self {
            stream,
            end_point,
            stage: Stage::Login(login),
            messages: Messages::default(),
            seen: Arc::default(),
        }
    }

    /// Where it can be read what was seen.
    pub fn seen(&self) -> Arc<Seen> {
        self.seen.clone()
    }

    fn received(&mut self, mut bytes: &[u8]) -> Result<(), AuthViolation> {
        while !matches!(self.stage, Stage::Refused) {
            let limits = Limits {
                login: matches!(self.stage, Stage::Login(_)),
                streams: self.seen.streams.load(Ordering::Relaxed),
            };
            let Some(message) = self.messages.next(&mut bytes, limits)? else {
                return Ok(());
            };
            match (&mut self.stage, message.kind) {
                (Stage::Login(login), b'R') => {
                    let method = judge(
                        &mut login.request,
                        login.rules,
                        self.seen.method(),
                        message.body,
                    )?;
                    self.seen.set_method(method);
                    // AuthenticationOk, and the end of SCRAM.
                    if matches!(login.request, Some(0 | 12)) {
                        self.seen.accepted.store(true, Ordering::Relaxed);
                    }
                }
                (Stage::Login(login), b'Z') => {
                    login.trace.leave();
                    self.stage = Stage::Queries;
                }
                (Stage::Login(login), b'E') => {
                    login.trace.leave();
                    self.stage = Stage::Refused;
                }
                (Stage::Queries, b'T') => check_columns(message.body)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn sending(&mut self, bytes: &[u8]) {
        let Stage::Login(login) = &mut self.stage else {
            return;
        };
        match login.request {
            // SASLInitialResponse: kind, length, the mechanism's name.
            Some(10)
                if bytes
                    .get(5..)
                    .is_some_and(|rest| rest.starts_with(b"SCRAM-SHA-256-PLUS\0")) =>
            {
                self.seen.set_method(Some(Method::ScramPlus));
            }
            // The client-final message is on its way: what follows is the server's.
            Some(11) => {
                login.request = None;
                login.trace.enter(Phase::WakeUp);
            }
            _ => {}
        }
    }
}

/// RowDescription: a count, then of each column the name, ended by a NUL, and 18 bytes, the type's number at the seventh. A type that is
/// not PostgreSQL's own would make tokio-postgres ask the server about it, and about what that names, without end.
fn check_columns(body: &[u8]) -> Result<(), AuthViolation> {
    const MALFORMED: AuthViolation = AuthViolation::Malformed("a description of columns");
    let (count, mut rest) = body.split_first_chunk::<2>().ok_or(MALFORMED)?;
    for _ in 0..u16::from_be_bytes(*count) {
        let end = rest.iter().position(|byte| *byte == 0).ok_or(MALFORMED)?;
        let facts = rest.get(end + 1..end + 19).ok_or(MALFORMED)?;
        let kind = facts[6..]
            .first_chunk::<4>()
            .and_then(|kind| Type::from_oid(u32::from_be_bytes(*kind)));
        if kind.is_none() {
            return Err(AuthViolation::Malformed("a column of an unknown type"));
        }
        rest = &rest[end + 19..];
    }
    Ok(())
}

/// Judges an authentication request; gives the way of authentication as far as it is known.
pub fn judge(
    last: &mut Option<u32>,
    rules: Rules,
    method: Option<Method>,
    body: &[u8],
) -> Result<Option<Method>, AuthViolation> {
    let (code, rest) = body
        .split_first_chunk::<4>()
        .ok_or(AuthViolation::NotPostgres)?;
    let code = u32::from_be_bytes(*code);
    *last = Some(code);
    if code == 11 {
        check_iterations(rest)?;
    }
    let method = match code {
        0 | 11 | 12 => return Ok(Some(accepted(rules, method)?)),
        3 => Method::Cleartext,
        5 => Method::Md5,
        10 => Method::Scram,
        _ => Method::Other,
    };
    let offers_binding = method == Method::Scram
        && rest
            .split(|byte| *byte == 0)
            .any(|name| name == b"SCRAM-SHA-256-PLUS");
    if rules.needs_channel_binding && !offers_binding {
        return Err(AuthViolation::NoChannelBinding(method));
    }
    if !allowed(rules, method) {
        return Err(AuthViolation::MethodNotAllowed(method));
    }
    if matches!(method, Method::Cleartext | Method::Md5)
        && rules.weak_password != WeakAuthPolicy::Allowed
    {
        return Err(AuthViolation::GivesPasswordAway(
            method,
            rules.weak_password,
        ));
    }
    if !rules.has_password && method != Method::Other {
        return Err(AuthViolation::NoPassword);
    }
    Ok(Some(method))
}

/// Whether `require_auth` allows a way. Those that navauth does not speak come to nothing anyway.
fn allowed(rules: Rules, method: Method) -> bool {
    let name = match method {
        Method::Trust => "none",
        Method::Cleartext => "password",
        Method::Md5 => "md5",
        Method::Scram | Method::ScramPlus => "scram-sha-256",
        Method::Other => return true,
    };
    rules.auth_methods.allows(name)
}

/// The server's first message of SCRAM: `r=…,s=…,i=…` (RFC 5802 section 5.1). One that cannot be read is refused by tokio-postgres.
fn check_iterations(message: &[u8]) -> Result<(), AuthViolation> {
    let rounds = message
        .split(|byte| *byte == b',')
        .find_map(|attribute| attribute.strip_prefix(b"i="))
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let Some(rounds) = rounds.and_then(|digits| digits.parse::<u64>().ok()) else {
        return Ok(());
    };
    if SCRAM_ROUNDS.contains(&rounds) {
        Ok(())
    } else {
        Err(AuthViolation::Iterations(rounds))
    }
}

fn accepted(rules: Rules, method: Option<Method>) -> Result<Method, AuthViolation> {
    match method {
        Some(method) => Ok(method),
        None if rules.needs_channel_binding => Err(AuthViolation::NoChannelBinding(Method::Trust)),
        None if !allowed(rules, Method::Trust) => {
            Err(AuthViolation::MethodNotAllowed(Method::Trust))
        }
        None => Ok(Method::Trust),
    }
}

/// What a message may be at a point of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The login is not over.
    pub login: bool,
    /// The answer is read row by row.
    pub streams: bool,
}

/// A message that is whole.
#[derive(Debug)]
pub struct Message<'message> {
    /// What it is.
    pub kind: u8,
    /// Empty where nothing is read from it.
    pub body: &'message [u8],
}

/// Takes messages out of bytes that come in pieces.
#[derive(Default)]
pub struct Messages {
    header: Vec<u8>,
    body: Vec<u8>,
    /// How much of the body has not come.
    missing: usize,
    /// The message was handed over.
    done: bool,
    /// The bytes of the answer since the server was last ready.
    answer: usize,
    /// The bytes of settings and notifications since the connection began, which tokio-postgres keeps.
    kept: usize,
}

impl Messages {
    /// No message of a login is longer (libpq's own limit for errors is the same).
    const LONGEST_OF_LOGIN: usize = 30_000;
    /// No row that navauth asks for is longer.
    const LONGEST: usize = 4 << 20;
    /// No login is longer in all.
    const LOGIN: usize = 1 << 20;
    /// No answer that is kept as a whole is longer.
    const ANSWER: usize = 8 << 20;
    /// No server has more settings to tell.
    const KEPT: usize = 256 << 10;
    /// No description of the columns that navauth asks for is longer.
    const COLUMNS: usize = 256 << 10;
    const HEADER: usize = 5;
    /// What a message takes in memory beside its body, so that many small ones count as what they are.
    const OVERHEAD: usize = 256;
    /// AuthenticationRequest, ErrorResponse, BackendKeyData, NoticeResponse, ParameterStatus, ReadyForQuery, NegotiateProtocolVersion.
    const KINDS: &[u8] = b"REKNSZv";

    /// Takes the next whole message from the front of `bytes`; None when all of them are taken.
    pub fn next(
        &mut self,
        bytes: &mut &[u8],
        limits: Limits,
    ) -> Result<Option<Message<'_>>, AuthViolation> {
        if std::mem::take(&mut self.done) {
            self.header.clear();
            self.body.clear();
        }
        if self.header.len() < Self::HEADER {
            let (head, rest) = bytes.split_at((Self::HEADER - self.header.len()).min(bytes.len()));
            self.header.extend_from_slice(head);
            *bytes = rest;
            let Some((&kind, length)) = self.header.split_first() else {
                return Ok(None);
            };
            if limits.login && !Self::KINDS.contains(&kind) {
                return Err(AuthViolation::NotPostgres);
            }
            let Ok(length) = <[u8; 4]>::try_from(length) else {
                return Ok(None);
            };
            self.missing = self.length(kind, u32::from_be_bytes(length), limits)?;
        }
        let kind = self.header[0];
        let (body, rest) = bytes.split_at(self.missing.min(bytes.len()));
        self.missing -= body.len();
        *bytes = rest;
        if limits.login || kind == b'T' {
            self.body.extend_from_slice(body);
        }
        if self.missing > 0 {
            return Ok(None);
        }
        self.done = true;
        if kind == b'Z' {
            self.answer = 0;
        }
        Ok(Some(Message {
            kind,
            body: &self.body,
        }))
    }

    /// The length of a body as its header announces it, where that is within the limits.
    fn length(&mut self, kind: u8, announced: u32, limits: Limits) -> Result<usize, AuthViolation> {
        let length = usize::try_from(announced).unwrap_or(usize::MAX);
        let malformed = if limits.login {
            AuthViolation::NotPostgres
        } else {
            AuthViolation::Malformed("a message of negative length")
        };
        let length = length.checked_sub(4).ok_or(malformed)?;
        if limits.login && length > Self::LONGEST_OF_LOGIN {
            return Err(AuthViolation::NotPostgres);
        }
        if announced > i32::MAX.unsigned_abs() {
            return Err(malformed);
        }
        let size = Self::OVERHEAD + length;
        if !(limits.streams && kind == b'D') {
            self.answer = self.answer.saturating_add(size);
        }
        if matches!(kind, b'S' | b'A') {
            self.kept = self.kept.saturating_add(size);
        }
        let too_large = length > Self::LONGEST
            || kind == b'T' && length > Self::COLUMNS
            || self.kept > Self::KEPT
            || self.answer
                > if limits.login {
                    Self::LOGIN
                } else {
                    Self::ANSWER
                };
        if too_large {
            return Err(AuthViolation::TooLarge);
        }
        Ok(length)
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        match read {
            Poll::Ready(Ok(())) => {
                let received = self.received(&buffer.filled()[before..]);
                Poll::Ready(received.map_err(|objection| {
                    *self
                        .seen
                        .objection
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner) = Some(objection);
                    io::Error::other(objection)
                }))
            }
            other => other,
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.sending(bytes);
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl TlsStream for Watched {
    fn channel_binding(&self) -> ChannelBinding {
        self.end_point
            .clone()
            .map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

/// Tells tokio-postgres that TLS has been negotiated already.
pub struct Negotiated;

impl TlsConnect<Watched> for Negotiated {
    type Stream = Watched;
    type Error = io::Error;
    type Future = Ready<io::Result<Watched>>;

    fn connect(self, stream: Watched) -> Self::Future {
        ready(Ok(stream))
    }
}

#[cfg(test)]
mod tests;
