//! The host names of Neon: which endpoint, region and cloud, and whether the connection pooler is in between.
//! A host that does not match is not an error: Neon also serves custom names.

/// The suffix of an endpoint's first label that selects the connection pooler (PgBouncer in transaction mode).
const POOLER: &str = "-pooler";

/// A host such as `ep-cool-darkness-a1b2c3d4-pooler.c-2.us-east-1.aws.neon.tech`, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeonHost {
    /// The endpoint's id, without `-pooler`; begins with `ep-`, or with `br-` where a branch is addressed.
    pub endpoint: String,
    /// Whether the connection goes through the pooler.
    pub pooled: bool,
    /// The cell within the region, such as `c-2`; older projects have none.
    pub cell: Option<String>,
    /// The cloud's name of the region, such as `us-east-1`.
    pub region: String,
    /// `aws`, `azure` or `gcp`.
    pub cloud: String,
    /// `neon.tech`, or `neon.build` for Neon's own staging.
    pub domain: String,
}

impl NeonHost {
    /// Parses a host name, in upper or lower case; None if it is not an endpoint of Neon.
    pub fn parse(host: &str) -> Option<Self> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let labels: Vec<&str> = host.split('.').collect();
        let (first, cell, region, cloud, domain) = match labels[..] {
            [first, region, cloud, name, top] => (first, None, region, cloud, (name, top)),
            [first, cell, region, cloud, name, top] => {
                (first, Some(cell), region, cloud, (name, top))
            }
            _ => return None,
        };
        let (endpoint, pooled) = first
            .strip_suffix(POOLER)
            .map_or((first, false), |endpoint| (endpoint, true));
        let fits = matches!(domain, ("neon", "tech" | "build"))
            && matches!(cloud, "aws" | "azure" | "gcp")
            && is_words(region)
            && is_words(endpoint)
            && (endpoint.starts_with("ep-") || endpoint.starts_with("br-"))
            && cell.is_none_or(is_cell)
            && !ends_in_cell(first);
        fits.then(|| Self {
            endpoint: endpoint.to_owned(),
            pooled,
            cell: cell.map(str::to_owned),
            region: region.to_owned(),
            cloud: cloud.to_owned(),
            domain: format!("{}.{}", domain.0, domain.1),
        })
    }

    /// The host of the same endpoint without the pooler, for migrations.
    pub fn direct(&self) -> String {
        self.name("")
    }

    /// The host of the same endpoint with the pooler.
    #[cfg(test)]
    fn pooler(&self) -> String {
        self.name(POOLER)
    }

    /// The region's id in Neon's API, such as `aws-us-east-1`.
    pub fn region_id(&self) -> String {
        format!("{}-{}", self.cloud, self.region)
    }

    fn name(&self, suffix: &str) -> String {
        let Self {
            endpoint,
            cell,
            region,
            cloud,
            domain,
            ..
        } = self;
        let cell = cell
            .as_ref()
            .map_or_else(String::new, |cell| format!("{cell}."));
        format!("{endpoint}{suffix}.{cell}{region}.{cloud}.{domain}")
    }
}

/// Whether a host belongs to Neon, including those that are not endpoints (`pg.neon.tech`, `name.cloud.neon.tech`).
pub fn is_neon(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    [".neon.tech", ".neon.build"]
        .iter()
        .any(|domain| host.ends_with(domain))
}

/// Letters and digits in groups that a hyphen separates.
fn is_words(label: &str) -> bool {
    label
        .split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_cell(label: &str) -> bool {
    label.strip_prefix("c-").is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether the dot before the cell is missing, as in `ep-cool-dew-ad1b2c3d-c-5.us-east-1.aws.neon.tech`.
fn ends_in_cell(label: &str) -> bool {
    label
        .rsplit_once("-c-")
        .is_some_and(|(_, number)| is_cell(&format!("c-{number}")))
}

#[cfg(test)]
mod tests {
    use super::{NeonHost, is_neon};

    #[test]
    fn every_form_of_an_endpoint_is_parsed() {
        let cases = [
            (
                "ep-cool-darkness-123456.us-east-2.aws.neon.tech",
                ("ep-cool-darkness-123456", false, None, "us-east-2", "aws"),
            ),
            (
                "ep-cool-darkness-123456-pooler.us-east-2.aws.neon.tech",
                ("ep-cool-darkness-123456", true, None, "us-east-2", "aws"),
            ),
            (
                "ep-cool-dew-ad1b2c3d.c-2.us-east-1.aws.neon.tech",
                (
                    "ep-cool-dew-ad1b2c3d",
                    false,
                    Some("c-2"),
                    "us-east-1",
                    "aws",
                ),
            ),
            (
                "ep-cool-dew-ad1b2c3d-pooler.c-12.us-east-1.aws.neon.tech",
                (
                    "ep-cool-dew-ad1b2c3d",
                    true,
                    Some("c-12"),
                    "us-east-1",
                    "aws",
                ),
            ),
            (
                "ep-cool-dew-a81b2c3d.eastus2.azure.neon.tech",
                ("ep-cool-dew-a81b2c3d", false, None, "eastus2", "azure"),
            ),
            (
                "ep-cool-dew-a91b2c3d-pooler.gwc.azure.neon.tech",
                ("ep-cool-dew-a91b2c3d", true, None, "gwc", "azure"),
            ),
            (
                "br-cool-dew-a91b2c3d.us-east-2.aws.neon.tech",
                ("br-cool-dew-a91b2c3d", false, None, "us-east-2", "aws"),
            ),
            (
                "ep-x.us-east-2.aws.neon.build",
                ("ep-x", false, None, "us-east-2", "aws"),
            ),
            (
                "EP-Cool-Darkness-123456.US-East-2.aws.Neon.Tech.",
                ("ep-cool-darkness-123456", false, None, "us-east-2", "aws"),
            ),
        ];
        for (name, (endpoint, pooled, cell, region, cloud)) in cases {
            let host = NeonHost::parse(name).unwrap();
            let seen = (
                host.endpoint.as_str(),
                host.pooled,
                host.cell.as_deref(),
                host.region.as_str(),
                host.cloud.as_str(),
            );
            assert_eq!(seen, (endpoint, pooled, cell, region, cloud), "{name}");
            assert!(is_neon(name));
            let again = if pooled { host.pooler() } else { host.direct() };
            assert_eq!(again, name.to_ascii_lowercase().trim_end_matches('.'));
        }
    }

    #[test]
    fn the_pooled_and_the_direct_host_are_converted() {
        let host =
            NeonHost::parse("ep-cool-dew-ad1b2c3d-pooler.c-2.us-east-1.aws.neon.tech").unwrap();
        assert_eq!(
            host.direct(),
            "ep-cool-dew-ad1b2c3d.c-2.us-east-1.aws.neon.tech"
        );
        assert_eq!(
            NeonHost::parse(&host.direct()).unwrap().pooler(),
            "ep-cool-dew-ad1b2c3d-pooler.c-2.us-east-1.aws.neon.tech"
        );
        assert_eq!(host.region_id(), "aws-us-east-1");
    }

    #[test]
    fn other_hosts_are_not_parsed() {
        let others = [
            ("pg.neon.tech", true),
            ("my-project-123.cloud.neon.tech", true),
            ("ep-cool.us-east-2.oracle.neon.tech", true),
            ("ep--cool.us-east-2.aws.neon.tech", true),
            ("ep-cool-dew-ad1b2c3d-c-5.us-east-1.aws.neon.tech", true),
            (
                "ep-cool-dew-ad1b2c3d-pooler-c-12.us-east-1.aws.neon.tech",
                true,
            ),
            ("ep-cool.d-2.us-east-2.aws.neon.tech", true),
            ("ep-cool.us-east-2.aws.neon.tech.example.org", false),
            ("ep-cool.us-east-2.aws.example.tech", false),
            ("evilneon.tech", false),
            ("localhost", false),
            ("", false),
        ];
        for (name, neon) in others {
            assert_eq!(NeonHost::parse(name), None, "{name}");
            assert_eq!(is_neon(name), neon, "{name}");
        }
    }
}
