//! The document that `--json` prints.

use super::format::Format;

pub static FORMAT: Format = Format {
    name: "json",
    render: |job| job.ui.json_document(job.report, job.exit),
    for_github: false,
};
