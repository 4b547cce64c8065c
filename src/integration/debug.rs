//! What `Debug` shows of the API's data types: URLs are redacted, and of properties that are newer than this release only
//! the names are shown, since their values may be secret.

use std::fmt;

use serde_json::{Map, Value};

use super::{Integration, IntegrationPatch, Metadata, NewIntegration, Target, redact_text, redact_url};

/// The names of unknown properties without their values.
struct Names<'a>(&'a Map<String, Value>);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for Integration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Integration")
            .field("api_version", &self.api_version)
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("metadata", &self.metadata)
            .field("display_name", &redact_text(&self.display_name))
            .field("description", &self.description.as_deref().map(redact_text))
            .field("target", &self.target)
            .field("extra", &Names(&self.extra))
            .finish()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata")
            .field("self_link", &self.self_link)
            .field("resource_name", &self.resource_name)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .field("deleted_at", &self.deleted_at)
            .field("extra", &Names(&self.extra))
            .finish()
    }
}

impl fmt::Debug for NewIntegration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewIntegration")
            .field("display_name", &redact_text(&self.display_name))
            .field("description", &self.description.as_deref().map(redact_text))
            .field("target", &self.target)
            .field("extra", &Names(&self.extra))
            .finish()
    }
}

impl fmt::Debug for IntegrationPatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntegrationPatch")
            .field("display_name", &self.display_name.as_deref().map(redact_text))
            .field("description", &self.description.as_deref().map(redact_text))
            .field("target", &self.target)
            .field("extra", &Names(&self.extra))
            .finish()
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("kind", &self.kind_name())
            .field("url", &self.url().map(redact_url))
            .finish_non_exhaustive()
    }
}
