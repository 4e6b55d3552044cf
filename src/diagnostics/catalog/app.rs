//! Answers of the app, its front end and its web server, which users see elsewhere than in navauth.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const CHECK_DATABASE: Help = Help::command(
    "check the database with the settings that the app runs with, and read the app's log",
    "navauth verify-connection",
);
const READ_LOG: Help = Help::text(
    "read the app's log of that time: it shows why the app stopped (on a Space: `hf spaces logs OWNER/NAME`)",
);

codes! {
    "The app";

    NOT_FOUND = Code {
        id: "app.not-found",
        message: "the app has nothing at this address (404 Not Found)",
        reason: "possible causes: the path is that of another release of the app, the request reached another program, or it asked for the \
                 user of a session who is no longer in the database",
        help: Help::command("compare the path with those that the app's release has", "navauth redirect-uris"),
        explanation: "Since May 2026 the paths of sign-in begin with /api/auth/, before with /auth/. Requests for the signed-in user \
                      (…/auth/me) also get this answer when the session token is valid and the app's database has no such user.",
        reproduce: "open /auth/nothing on the app's address",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    USER_NOT_FOUND = Code {
        id: "app.user-not-found",
        message: "the app does not find the user of a valid session token",
        reason: "possible causes: the user was deleted, or the app now uses another database than when the user signed in",
        help: Help::command("see which users the database has, then sign in again", "navauth list-users"),
        reproduce: "delete a user who is signed in, and open /auth/me",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    STATE_NOT_STORED = Code {
        id: "app.state-not-stored",
        message: "the app could not store the state of the sign-in that it was about to start",
        reason: "possible causes: the app cannot reach its database, the state table is missing, or the app may not write to it",
        help: CHECK_DATABASE,
        explanation: "The app writes a row to its state table before it redirects to a provider, whichever provider it is. Client ID and \
                      client secret are not the cause.",
        reproduce: "stop the database, then start a sign-in in the app",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    STATE_NOT_FOUND = Code {
        id: "app.state-not-found",
        message: "the app does not recognize the state that came back from the provider",
        reason: "possible causes: the sign-in took longer than 10 minutes, its callback was opened a second time, or the app now uses another \
                 database than when the sign-in began",
        help: Help::text("start the sign-in again in the app, and finish it within 10 minutes"),
        explanation: "The app stores a state at the start of each sign-in for 10 minutes, and deletes it when the provider returns it. If \
                      every sign-in fails, check that the app has one database (DATABASE_URL), not a SQLite file for each container.",
        reproduce: "sign in to the app, then reload the callback's page",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    NO_ACCESS_TOKEN = Code {
        id: "app.no-access-token",
        message: "the app received no access token from the provider",
        reason: "possible causes: the client ID or client secret is wrong, the authorization code was already used or has expired, or the \
                 redirect URI differs from that of the first step",
        help: Help::command("see what the provider answers", "navauth test-login PROVIDER"),
        explanation: "The app does not show the provider's error. GitHub, for example, sends its errors with HTTP status 200.",
        reproduce: "change a client secret, then sign in to the app",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    PAGE_INSTEAD = Code {
        id: "app.page-instead",
        message: "the front end received a web page where it expected JSON from the API",
        reason: "possible causes: the request did not reach the API and the front end's server answered with its own page, or something in \
                 front of the API answered with an error page",
        help: Help::text(
            "open the request in the browser's network tab, and look at its address and answer; check which address of the API the front end \
             uses, and what forwards /api to the app",
        ),
        explanation: "The message contains the beginning of the page: JSON does not begin with <. The number in the status column of the \
                      network tab shows whether it is an error page.",
        reproduce: "start the front end without the app behind it, and open the page in a browser",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    NO_ANSWER = Code {
        id: "app.no-answer",
        message: "the browser could not read an answer from the API",
        reason: "possible causes: the API does not run at that address, the browser rejects its certificate, the page is https and the address \
                 http, or the answer does not allow the front end's address (CORS)",
        help: Help::text("read the line next to this one in the browser's console: it names the cause; then open the API's address in a tab"),
        explanation: "Browsers give the same message for all of these: \"Failed to fetch\" in Chrome and Edge, \"NetworkError when attempting \
                      to fetch resource\" in Firefox.",
        reproduce: "stop the app, and open the front end in a browser",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    NOT_LISTENING = Code {
        id: "app.not-listening",
        message: "nginx cannot connect to the app",
        reason: "possible causes: the app is still starting, it has stopped, or it listens on another port than the one after \"upstream\"",
        help: READ_LOG,
        explanation: "Visitors see 502 Bad Gateway. If the message appears only for a few seconds after each start, the app was not ready yet.",
        reproduce: "stop the app behind nginx, and open its address",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    CLOSED = Code {
        id: "app.closed",
        message: "the app closed nginx's connection without answering",
        reason: "possible causes: the app crashed, was restarted, or was ended because it used too much memory",
        help: READ_LOG,
        explanation: "Visitors see 502 Bad Gateway.",
        reproduce: "end the app's process while it answers a request behind nginx",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };
}
