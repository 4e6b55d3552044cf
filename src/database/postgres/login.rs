//! The stream between TLS and tokio-postgres, which watches the login go by.
//!
//! Owns what can be seen of it: the way of authentication, and when the server was done with each step. It objects before a password is
//! given away: a server that wants it in the clear, that skips the channel binding the URL asks for, or that is no PostgreSQL at all.
//! The protocol itself is tokio-postgres's (PostgreSQL manual, "Message Formats").

use std::fmt;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

use super::trace::{Phase, Trace};

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
pub enum Objection {
    /// What came is not PostgreSQL's protocol.
    NotPostgres,
    /// A password was asked for in a way that gives it away, where that is not allowed.
    GivesPasswordAway(Method, WeakPassword),
    /// A password was asked for, and the URL has none.
    NoPassword,
    /// The URL asks for channel binding, and the server does not offer it.
    NoChannelBinding(Method),
}

impl fmt::Display for Objection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for Objection {}

/// Whether the password may be given as it is, or as MD5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPassword {
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
    pub weak_password: WeakPassword,
    /// There is a password.
    pub has_password: bool,
    /// `channel_binding=require`.
    pub needs_channel_binding: bool,
}

/// Anything that bytes go through.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The stream that is given to tokio-postgres.
pub struct Watched {
    stream: Box<dyn Stream>,
    end_point: Option<Vec<u8>>,
    login: Option<Login>,
    method: Arc<Mutex<Option<Method>>>,
}

struct Login {
    rules: Rules,
    trace: Trace,
    messages: Messages,
    /// The server's last authentication request.
    request: Option<u32>,
}

impl Watched {
    /// Watches a login over `stream`. `end_point` is the channel binding data where there is TLS.
    pub fn new(
        stream: Box<dyn Stream>,
        end_point: Option<Vec<u8>>,
        rules: Rules,
        trace: Trace,
    ) -> Self {
        let login = Login {
            rules,
            trace,
            messages: Messages::default(),
            request: None,
        };
        Self {
            stream,
            end_point,
            login: Some(login),
            method: Arc::default(),
        }
    }

    /// Where the way of authentication can be read when the login is over.
    pub fn method(&self) -> Arc<Mutex<Option<Method>>> {
        self.method.clone()
    }

    fn received(&mut self, bytes: &[u8]) -> Result<(), Objection> {
        let Some(login) = &mut self.login else {
            return Ok(());
        };
        let mut method = self.method.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = login.messages.feed(bytes, |kind, body| {
            if kind == b'R' {
                *method = judge(&mut login.request, login.rules, *method, body)?;
            }
            // An error ends the login too: what stands behind it is nobody's.
            Ok(matches!(kind, b'Z' | b'E'))
        })?;
        if ended {
            login.trace.leave();
            drop(method);
            self.login = None;
        }
        Ok(())
    }

    fn sending(&mut self, bytes: &[u8]) {
        let Some(login) = &mut self.login else { return };
        match login.request {
            // SASLInitialResponse: kind, length, the mechanism's name.
            Some(10)
                if bytes
                    .get(5..)
                    .is_some_and(|rest| rest.starts_with(b"SCRAM-SHA-256-PLUS\0")) =>
            {
                *self.method.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Method::ScramPlus);
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

/// Judges an authentication request; gives the way of authentication as far as it is known.
pub fn judge(
    last: &mut Option<u32>,
    rules: Rules,
    method: Option<Method>,
    body: &[u8],
) -> Result<Option<Method>, Objection> {
    let (code, rest) = body
        .split_first_chunk::<4>()
        .ok_or(Objection::NotPostgres)?;
    let code = u32::from_be_bytes(*code);
    *last = Some(code);
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
        return Err(Objection::NoChannelBinding(method));
    }
    if matches!(method, Method::Cleartext | Method::Md5)
        && rules.weak_password != WeakPassword::Allowed
    {
        return Err(Objection::GivesPasswordAway(method, rules.weak_password));
    }
    if !rules.has_password && method != Method::Other {
        return Err(Objection::NoPassword);
    }
    Ok(Some(method))
}

fn accepted(rules: Rules, method: Option<Method>) -> Result<Method, Objection> {
    match method {
        Some(method) => Ok(method),
        None if rules.needs_channel_binding => Err(Objection::NoChannelBinding(Method::Trust)),
        None => Ok(Method::Trust),
    }
}

/// Takes messages out of bytes that come in pieces.
#[derive(Default)]
pub struct Messages {
    header: Vec<u8>,
    body: Vec<u8>,
}

impl Messages {
    /// No message of a login is longer (libpq's own limit for errors is the same).
    const LONGEST: usize = 30_000;
    const HEADER: usize = 5;
    /// AuthenticationRequest, ErrorResponse, BackendKeyData, NoticeResponse, ParameterStatus, ReadyForQuery, NegotiateProtocolVersion.
    const KINDS: &[u8] = b"REKNSZv";

    /// Calls `each` with every message that is whole, until it says that the login has ended.
    pub fn feed(
        &mut self,
        mut bytes: &[u8],
        mut each: impl FnMut(u8, &[u8]) -> Result<bool, Objection>,
    ) -> Result<bool, Objection> {
        loop {
            let missing = Self::HEADER - self.header.len();
            let (head, rest) = bytes.split_at(missing.min(bytes.len()));
            self.header.extend_from_slice(head);
            let Some((&kind, length)) = self.header.split_first() else {
                return Ok(false);
            };
            if !Self::KINDS.contains(&kind) {
                return Err(Objection::NotPostgres);
            }
            let Ok(length) = <[u8; 4]>::try_from(length) else {
                return Ok(false);
            };
            let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            let length = length
                .checked_sub(4)
                .filter(|length| *length <= Self::LONGEST)
                .ok_or(Objection::NotPostgres)?;
            let (body, rest) = rest.split_at((length - self.body.len()).min(rest.len()));
            self.body.extend_from_slice(body);
            if self.body.len() < length {
                return Ok(false);
            }
            if each(kind, &self.body)? {
                return Ok(true);
            }
            self.header.clear();
            self.body.clear();
            bytes = rest;
        }
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
            Poll::Ready(Ok(())) => Poll::Ready(
                self.received(&buffer.filled()[before..])
                    .map_err(io::Error::other),
            ),
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
