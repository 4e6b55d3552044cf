//! Maps a provider's answer to a [`Profile`].

use serde_json::Value;

use crate::profile::Profile;

/// A value's dotted paths in an answer, tried in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field(pub Vec<String>);

/// Where a provider's answer holds what.
#[derive(Clone, Debug)]
pub struct ProfileMapping {
    /// The stable id; a number becomes text.
    pub id: Field,
    /// The e-mail address.
    pub email: Field,
    /// Whether the address was verified.
    pub email_verified: Field,
    /// The name to log in with, as the app makes it.
    pub username: Username,
    /// The name to show.
    pub full_name: Field,
    /// The picture.
    pub avatar_url: Field,
}

/// How the app makes a username.
#[derive(Clone, Debug)]
pub enum Username {
    /// From a field, else from the local part of the e-mail address.
    Field(Field),
    /// From the local part of the e-mail address (Google).
    LocalPart,
    /// From the name in lower case with `_` for spaces (Facebook).
    LowerName,
}

impl Field {
    /// A field with these paths.
    pub fn at<const N: usize>(paths: [&str; N]) -> Self {
        Self(paths.iter().map(|&path| path.to_owned()).collect())
    }

    /// The first of its paths that holds something.
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

    /// Its value as an id: a text or a whole number. A number that does not fit was rounded, so it is nobody's id.
    fn id(&self, answer: &Value) -> Option<String> {
        match self.find(answer)? {
            Value::Number(number) if number.is_f64() => None,
            _ => self.text(answer),
        }
    }

    /// Its value as yes or no; Google's older answers write it as text.
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

    /// The profile that an answer describes. None when it has no id.
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

    /// Sets the username as the app makes it; again after an e-mail address was found elsewhere.
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
