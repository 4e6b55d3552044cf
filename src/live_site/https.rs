//! The front page of the live site: its certificate, HSTS, and what happens to http.

use jiff::Timestamp;
use url::Url;

use super::answer::{self, ResponseOrigin};
use crate::certificate::Certificate;
use crate::http::{Client, Failure, FailureKind, Request, Response, header};

/// How many redirects between the names of one site are followed.
const MAX_REDIRECTS: usize = 4;

/// The answer over https.
#[derive(Debug)]
pub enum HttpsProbe {
    Answered {
        status: u16,
        /// The certificate, if it can be read.
        certificate: Option<Certificate>,
        /// The `Strict-Transport-Security` header (RFC 6797 section 6.1).
        hsts: Option<String>,
        /// The server's clock.
        date: Option<Timestamp>,
        page: FrontPage,
    },
    Failed(Failure),
}

/// The front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrontPage {
    /// It may be the site's own.
    Served,
    /// HTTP 404 or 410, and not from the app.
    NotFound,
    /// The same from the app: an API without a front end.
    OfApi,
    /// The page of a parked domain; the description says what shows that.
    Parked(String),
    /// It redirects to another origin.
    Redirects(Url),
    /// It redirects to itself, at once or by way of another address of the site.
    Loops,
    /// The answer says nothing about the site; the description follows the site's name.
    Unclear(String),
}

/// What the site does with http.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpRedirect {
    ToHttps,
    /// To this host, without encryption.
    ToHttp(String),
    /// It answers with this status.
    None(u16),
    /// Nothing listens.
    Refused,
    Unknown(String),
}

/// Requests the front page over https.
pub async fn fetch_front_page(client: &Client, site: &str) -> HttpsProbe {
    let url = format!("{site}/");
    let answer = match client.send(Request::get(&url)).await {
        Ok(answer) => answer,
        Err(failure) => return HttpsProbe::Failed(failure),
    };
    let page = match front_page(&url, &answer) {
        FrontPage::Redirects(target) => {
            let asked = Url::parse(&url).ok();
            let last = follow(client, asked.clone(), target).await;
            match asked {
                Some(asked) if asked.origin() == last.origin() => FrontPage::Loops,
                _ => FrontPage::Redirects(last),
            }
        }
        page => page,
    };
    HttpsProbe::Answered {
        status: answer.status.as_u16(),
        hsts: answer
            .header(header::STRICT_TRANSPORT_SECURITY)
            .map(str::to_owned),
        page,
        date: answer.date,
        certificate: answer.certificate,
    }
}

fn front_page(url: &str, answer: &Response) -> FrontPage {
    let unclear = || FrontPage::Unclear(answer::describe_page(url, answer));
    if let Some(target) = answer::redirect_target(url, answer) {
        let asked = Url::parse(url).map(|url| url.origin());
        return if target.as_str() == url {
            FrontPage::Loops
        } else if asked.is_ok_and(|origin| origin == target.origin()) {
            FrontPage::Served
        } else {
            FrontPage::Redirects(target)
        };
    }
    if let Some(words) = answer::parked(answer) {
        return FrontPage::Parked(words);
    }
    match (answer.status.as_u16(), answer::origin(answer)) {
        (404 | 410, ResponseOrigin::App(_)) => FrontPage::OfApi,
        (404 | 410, _) => FrontPage::NotFound,
        (401..=403 | 429 | 500.., _) | (400.., ResponseOrigin::WebPage | ResponseOrigin::Other) => {
            unclear()
        }
        _ => FrontPage::Served,
    }
}

/// Follows redirects between the names of one site, such as `example.org` and `www.example.org`. No other host is contacted.
async fn follow(client: &Client, from: Option<Url>, mut target: Url) -> Url {
    for _ in 0..MAX_REDIRECTS {
        let is_same_site = from.as_ref().is_some_and(|from| same_site(from, &target));
        if !is_same_site || (from.as_ref().map(Url::origin) == Some(target.origin())) {
            break;
        }
        let answer = if target.scheme() == "http" {
            client.visit(target.as_str()).await
        } else {
            client.send(Request::get(target.as_str())).await
        };
        let next = answer
            .ok()
            .and_then(|answer| answer::redirect_target(target.as_str(), &answer));
        match next {
            Some(next) if next.origin() != target.origin() => target = next,
            _ => break,
        }
    }
    target
}

/// Whether two URLs have the same host but for a leading `www.`.
pub fn same_site(one: &Url, other: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        host.strip_prefix("www.")
            .map_or(host.clone(), str::to_owned)
    };
    bare(one) == bare(other)
}

/// Requests the front page over http.
pub async fn fetch_over_http(client: &Client, site: &str) -> HttpRedirect {
    let url = format!("{}/", site.replacen("https://", "http://", 1));
    match client.visit(&url).await {
        Ok(answer) => http_redirect(&url, &answer),
        Err(failure) if failure.kind == FailureKind::Refused => HttpRedirect::Refused,
        Err(failure) => HttpRedirect::Unknown(failure.diagnostic("the site").title.into_owned()),
    }
}

fn http_redirect(url: &str, answer: &Response) -> HttpRedirect {
    match answer::redirect_target(url, answer) {
        Some(target) if target.scheme() == "https" => HttpRedirect::ToHttps,
        Some(target) => HttpRedirect::ToHttp(target.host_str().unwrap_or_default().to_owned()),
        None if matches!(answer.status.as_u16(), 429 | 500..) => {
            HttpRedirect::Unknown(format!("it {}", answer::describe(url, answer)))
        }
        None => HttpRedirect::None(answer.status.as_u16()),
    }
}

#[cfg(test)]
mod tests {
    use super::same_site;
    use url::Url;

    #[test]
    fn names_of_one_site_differ_by_www() {
        let same = |one, other| same_site(&Url::parse(one).unwrap(), &Url::parse(other).unwrap());
        assert!(same("https://example.org/", "https://www.example.org/"));
        assert!(same("https://WWW.example.org/", "http://example.org/de"));
        assert!(!same("https://example.org/", "https://sso.example.org/"));
        assert!(!same("https://example.org/", "https://www.example.com/"));
    }
}
