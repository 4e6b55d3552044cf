//! The page of a Space at HuggingFace, which is taken for the address of the app.

use url::Url;

/// The address of the Space itself, from that of its page.
pub fn space_of_page(address: &Url) -> Option<String> {
    let is_page = address.host_str() == Some("huggingface.co");
    let name = address
        .path()
        .strip_prefix("/spaces/")
        .filter(|_| is_page)?;
    let mut parts = name.split('/').filter(|part| !part.is_empty());
    let host = format!("{}-{}", parts.next()?, parts.next()?).to_lowercase();
    let host = host.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    Some(format!("https://{host}.hf.space"))
}
