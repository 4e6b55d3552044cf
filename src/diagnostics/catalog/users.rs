//! Storing a user.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login PROVIDER`";

codes! {
    "Storing a user";

    EMAIL_MISSING = Code {
        id: "users.email-missing",
        message: "{provider} returned no email address, and the app cannot store a user without one",
        reason: "possible causes: the account has no address to share, or the permission to read it was not granted",
        help: Help::text("give the OAuth app the scope that reads the email address, and sign in with an account that has one"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    EMAIL_TAKEN = Code {
        id: "users.email-taken",
        message: "{email} belongs to user {user}, who {sign_in}",
        reason: "{provider} does not confirm that it verified this address, so anyone who enters it in a profile there could take over the \
                 account here",
        help: Help::command(
            "if both are the same person, link them; this replaces the provider that is linked now",
            "navauth test-login {provider} --link",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    PASSWORD_LIBRARY = Code {
        id: "users.password-library",
        message: "the app's password library rejects a password",
        reason: "possible causes: the password has more than 72 bytes, or bcrypt 5 is installed with passlib 1.7.4, which then fails for every password",
        help: Help::command("if passlib is installed where the app runs, use the last bcrypt that is compatible with it", "pip install 'bcrypt<5'"),
        explanation: "pyca/bcrypt issue 1082. navauth stores no passwords, and its checks do not depend on them.",
        reproduce: "hash any password with passlib 1.7.4 and bcrypt 5.0.0",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    ID_TOO_LONG = Code {
        id: "users.id-too-long",
        message: "{name} is longer than the {limit} characters that the table allows",
        help: Help::text("check what the provider sends (--transcript FILE); the app cannot store it either"),
        explanation: "navauth does not shorten it: a shortened ID could belong to another user.",
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };
}
