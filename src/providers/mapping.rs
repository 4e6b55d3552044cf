//! Maps a provider's response to a [`Profile`].

use serde_json::Value;

use crate::profile::Profile;

/// The dotted paths of a value in a response, tried in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field(pub Vec<String>);

/// Where to find the profile fields in a provider's response.
#[derive(Clone, Debug)]
pub struct ProfileMapping {
    /// The stable ID; numbers become text.
    pub id: Field,
    /// The email address.
    pub email: Field,
    /// Whether the address was verified.
    pub email_verified: Field,
    /// The username, as the app derives it.
    pub username: Username,
    /// The display name.
    pub full_name: Field,
    /// The picture.
    pub avatar_url: Field,
}

/// How the app derives a username.
#[derive(Clone, Debug)]
pub enum Username {
    /// From a field, else from the local part of the email address.
    Field(Field),
    /// From the local part of the email address (Google).
    LocalPart,
    /// From the display name, in lower case with `_` for spaces (Facebook).
    LowerName,
}

impl Field {
    /// A field with these paths.
    pub fn at<const N: usize>(paths: [&str; N]) -> Self {
        Self(paths.iter().map(|&path| path.to_owned()).collect())
    }

    /// The first of its paths with a value.
    fn find<'value>(&self, answer: &'value Value) -> Option<&'value Value> {
        let at = |path: &String| {
            path.split('.')
                .try_fold(answer, |value, key| value.get(key))
        };
        self.0
            .iter()
            .filter_map(at)
            .find(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// Its value as text: strings and numbers.
    pub fn text(&self, answer: &Value) -> Option<String> {
        match self.find(answer)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The value as an ID: a string or an integer. A larger number has been rounded and is not an ID.
    fn id(&self, answer: &Value) -> Option<String> {
        match self.find(answer)? {
            Value::Number(number) if number.is_f64() => None,
            _ => self.text(answer),
        }
    }

    /// The value as a boolean; older responses of Google have it as a string.
    fn truth(&self, answer: &Value) -> Option<bool> {
        match self.find(answer)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl ProfileMapping {
    /// The claims of OpenID Connect Core section 5.1.
    pub fn openid() -> Self {
        Self {
            id: Field::at(["sub"]),
            email: Field::at(["email"]),
            email_verified: Field::at(["email_verified"]),
            username: Username::Field(Field::at(["preferred_username"])),
            full_name: Field::at(["name"]),
            avatar_url: Field::at(["picture"]),
        }
    }

    /// The profile in a response; None if it has no ID.
    pub fn profile(&self, provider: &str, answer: &Value) -> Option<Profile> {
        let mut profile = Profile {
            provider: provider.to_owned(),
            oauth_id: self.id.id(answer)?,
            email: self.email.text(answer),
            email_verified: self.email_verified.truth(answer),
            username: None,
            full_name: self.full_name.text(answer),
            avatar_url: self.avatar_url.text(answer),
        };
        self.set_username(&mut profile, answer);
        Some(profile)
    }

    /// Sets the username as the app derives it. Called again if the email address was found elsewhere.
    pub fn set_username(&self, profile: &mut Profile, answer: &Value) {
        let local_part = || Some(profile.email.as_ref()?.split('@').next()?.to_owned());
        profile.username = match &self.username {
            Username::Field(field) => field.text(answer).or_else(local_part),
            Username::LocalPart => local_part(),
            Username::LowerName => profile
                .full_name
                .as_ref()
                .map(|name| name.to_lowercase().replace(' ', "_")),
        };
    }
}
