//! The regions as Neon's documentation lists them, for completion. What a project may use, Neon's API says.

/// The id of each region (neon.com/docs/introduction/regions, 2026-08), and the city by which AWS names it.
pub const REGIONS: [(&str, &str); 8] = [
    ("aws-us-east-1", "N. Virginia"),
    ("aws-us-east-2", "Ohio"),
    ("aws-us-west-2", "Oregon"),
    ("aws-eu-central-1", "Frankfurt"),
    ("aws-eu-west-2", "London"),
    ("aws-ap-southeast-1", "Singapore"),
    ("aws-ap-southeast-2", "Sydney"),
    ("aws-sa-east-1", "São Paulo"),
];
