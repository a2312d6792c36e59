//! The kinds of problems: one table, from which bodies, GraphQL error types
//! and the pages under `/problems/` are all written.

use actix_web::http::StatusCode;

/// Every way in which a request may fail, on every door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A parameter is unknown, repeated, or holds a bad value.
    InvalidParameter,
    /// The request cannot be read at all.
    MalformedRequest,
    /// Nothing is at this address.
    NotFound,
    /// What was at this address has been taken out.
    Gone,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// None of the formats asked for can be given.
    NotAcceptable,
    /// The client took too long to send its request.
    RequestTimeout,
    /// The body of the request is too long.
    PayloadTooLarge,
    /// The address itself is too long.
    UriTooLong,
    /// The headers of the request are too long.
    HeadersTooLarge,
    /// The request is for another host.
    MisdirectedRequest,
    /// No byte of the body is in the range asked for.
    RangeNotSatisfiable,
    /// The body of the request is in a format that is not read here.
    UnsupportedMediaType,
    /// The body of the request is compressed.
    UnsupportedEncoding,
    /// Too many requests at once.
    TooManyRequests,
    /// A GraphQL document that does not parse.
    GraphqlParse,
    /// A GraphQL document that the schema does not allow.
    GraphqlValidation,
    /// A GraphQL document past one of the limits.
    GraphqlLimit,
    /// GraphQL variables of the wrong type.
    GraphqlVariables,
    /// Something broke on this side.
    Internal,
    /// Not ready to answer yet, or not any more.
    Unavailable,
    /// The answer took too long to compute.
    Timeout,
}

/// What the table says about one kind of problem.
#[derive(Debug, Clone, Copy)]
pub struct ProblemEntry {
    /// Last segment of the `type` URL.
    pub slug: &'static str,
    /// Short summary, the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status it travels with.
    pub status: StatusCode,
    /// What happened, at length, for the page under `/problems/`.
    pub description: &'static str,
    /// What the client can do about it.
    pub mend: &'static str,
}

impl ProblemKind {
    /// All kinds, in the order of their statuses.
    pub const ALL: [Self; 22] = [
        Self::InvalidParameter,
        Self::MalformedRequest,
        Self::GraphqlParse,
        Self::GraphqlValidation,
        Self::GraphqlLimit,
        Self::GraphqlVariables,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::Gone,
        Self::PayloadTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::MisdirectedRequest,
        Self::UnsupportedMediaType,
        Self::UnsupportedEncoding,
        Self::RangeNotSatisfiable,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
        Self::Timeout,
    ];

    /// The row of the table for this kind.
    #[must_use]
    pub const fn entry(self) -> ProblemEntry {
        match self {
            Self::InvalidParameter => INVALID_PARAMETER,
            Self::NotFound => NOT_FOUND,
            Self::Gone => GONE,
            Self::MethodNotAllowed => METHOD_NOT_ALLOWED,
            Self::NotAcceptable => NOT_ACCEPTABLE,
            Self::PayloadTooLarge => PAYLOAD_TOO_LARGE,
            Self::UriTooLong => URI_TOO_LONG,
            Self::HeadersTooLarge => HEADERS_TOO_LARGE,
            Self::MisdirectedRequest => MISDIRECTED_REQUEST,
            Self::RangeNotSatisfiable => RANGE_NOT_SATISFIABLE,
            Self::UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE,
            Self::UnsupportedEncoding => UNSUPPORTED_ENCODING,
            Self::MalformedRequest => MALFORMED_REQUEST,
            Self::GraphqlParse => GRAPHQL_PARSE,
            Self::GraphqlValidation => GRAPHQL_VALIDATION,
            Self::GraphqlLimit => GRAPHQL_LIMIT,
            Self::GraphqlVariables => GRAPHQL_VARIABLES,
            Self::RequestTimeout => REQUEST_TIMEOUT,
            Self::TooManyRequests => TOO_MANY_REQUESTS,
            Self::Unavailable => UNAVAILABLE,
            Self::Timeout => TIMEOUT,
            Self::Internal => INTERNAL,
        }
    }

    /// The kind with this slug, for the page under `/problems/`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The kind that stands for a status of the framework's own.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            408 => Self::RequestTimeout,
            410 => Self::Gone,
            413 => Self::PayloadTooLarge,
            414 => Self::UriTooLong,
            415 => Self::UnsupportedMediaType,
            416 => Self::RangeNotSatisfiable,
            421 => Self::MisdirectedRequest,
            429 => Self::TooManyRequests,
            431 => Self::HeadersTooLarge,
            400..=499 => Self::MalformedRequest,
            503 => Self::Unavailable,
            504 => Self::Timeout,
            _ => Self::Internal,
        }
    }

    /// Last segment of the `type` URL.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// The HTTP status it travels with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.entry().status
    }

    /// The `type` URL under the public address (which may be empty).
    #[must_use]
    pub fn type_url(self, public_url: &str) -> String {
        format!("{public_url}/problems/{}", self.slug())
    }
}

const INVALID_PARAMETER: ProblemEntry = ProblemEntry {
    slug: "invalid-parameter",
    title: "Invalid parameter",
    status: StatusCode::BAD_REQUEST,
    description: "At least one parameter is unknown here, is given more than once, or holds a value that cannot be read. Nothing was guessed and nothing was ignored: all faults are listed in `errors`.",
    mend: "Look at `errors`: each entry names the parameter, says what is wrong with it, and gives in `allowed` the names or values that would do, the closest first.",
};

const NOT_FOUND: ProblemEntry = ProblemEntry {
    slug: "not-found",
    title: "Not found",
    status: StatusCode::NOT_FOUND,
    description: "Nothing is published at this address: the route does not exist, or no report, item, project, category or resource has this identifier.",
    mend: "Start from `/v1`, which links to everything, or ask the list (`/v1/reports`, `/v1/items`, `/v1/projects`) for the identifiers that exist.",
};

const GONE: ProblemEntry = ProblemEntry {
    slug: "gone",
    title: "Gone",
    status: StatusCode::GONE,
    description: "Something was published at this address and has been taken out of the archive since.",
    mend: "Drop your copy. `/v1/changes` says when it went and what replaced it, if anything did.",
};

const METHOD_NOT_ALLOWED: ProblemEntry = ProblemEntry {
    slug: "method-not-allowed",
    title: "Method not allowed",
    status: StatusCode::METHOD_NOT_ALLOWED,
    description: "The address exists, but does not answer to this method. The archive is read-only over HTTP.",
    mend: "Use one of the methods of the `Allow` header.",
};

const NOT_ACCEPTABLE: ProblemEntry = ProblemEntry {
    slug: "not-acceptable",
    title: "Not acceptable",
    status: StatusCode::NOT_ACCEPTABLE,
    description: "The `Accept` or `Accept-Encoding` header rules out every format in which this address can answer.",
    mend: "Ask for one of the formats in `errors[].allowed`, add `*/*`, or leave the header out.",
};

const PAYLOAD_TOO_LARGE: ProblemEntry = ProblemEntry {
    slug: "payload-too-large",
    title: "Payload too large",
    status: StatusCode::PAYLOAD_TOO_LARGE,
    description: "The body of the request is longer than this address reads.",
    mend: "Send a shorter body; `detail` gives the limit.",
};

const URI_TOO_LONG: ProblemEntry = ProblemEntry {
    slug: "uri-too-long",
    title: "URI too long",
    status: StatusCode::URI_TOO_LONG,
    description: "The address, query string included, is longer than is read here.",
    mend: "Ask for less at once, or send a GraphQL query by POST.",
};

const RANGE_NOT_SATISFIABLE: ProblemEntry = ProblemEntry {
    slug: "range-not-satisfiable",
    title: "Range not satisfiable",
    status: StatusCode::RANGE_NOT_SATISFIABLE,
    description: "No byte of the file is in the range that `Range` asks for.",
    mend: "`Content-Range` says how many bytes there are; ask for some of them.",
};

const UNSUPPORTED_MEDIA_TYPE: ProblemEntry = ProblemEntry {
    slug: "unsupported-media-type",
    title: "Unsupported media type",
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    description: "The body of the request is in a format that is not read here, or its `Content-Type` is missing.",
    mend: "Send JSON in UTF-8, with `Content-Type: application/json`.",
};

const UNSUPPORTED_ENCODING: ProblemEntry = ProblemEntry {
    slug: "unsupported-encoding",
    title: "Unsupported content encoding",
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    description: "The body of the request is compressed; only plain bodies are read.",
    mend: "Send the body without `Content-Encoding`.",
};

const MALFORMED_REQUEST: ProblemEntry = ProblemEntry {
    slug: "malformed-request",
    title: "Malformed request",
    status: StatusCode::BAD_REQUEST,
    description: "The request cannot be read: its body is not the JSON that is expected, or a header makes no sense.",
    mend: "Correct the request as `detail` says; sending it again unchanged will give the same answer.",
};

const GRAPHQL_PARSE: ProblemEntry = ProblemEntry {
    slug: "graphql-parse",
    title: "GraphQL document does not parse",
    status: StatusCode::BAD_REQUEST,
    description: "The `query` is not a GraphQL document.",
    mend: "Correct the syntax at the line and column given in `locations`.",
};

const GRAPHQL_VALIDATION: ProblemEntry = ProblemEntry {
    slug: "graphql-validation",
    title: "GraphQL document is not valid",
    status: StatusCode::BAD_REQUEST,
    description: "The document parses, but the schema does not allow it: an unknown field or argument, a value of the wrong type, fields that conflict.",
    mend: "Compare the document with the schema, served at `/graphql/schema.graphql`.",
};

const GRAPHQL_LIMIT: ProblemEntry = ProblemEntry {
    slug: "graphql-limit",
    title: "GraphQL document past a limit",
    status: StatusCode::BAD_REQUEST,
    description: "The document is longer, deeper, wider or more costly than is answered here. Limits are checked before anything is executed; the message gives the figure and the limit.",
    mend: "Ask for smaller pages, fewer nested lists, or split the document in several. The whole archive is under `/v1/export`.",
};

const GRAPHQL_VARIABLES: ProblemEntry = ProblemEntry {
    slug: "graphql-variables",
    title: "GraphQL variables do not fit",
    status: StatusCode::BAD_REQUEST,
    description: "A variable is missing, is null where it must not be, or has a value of another type than the document declares.",
    mend: "Correct the variable that the message names.",
};

const HEADERS_TOO_LARGE: ProblemEntry = ProblemEntry {
    slug: "headers-too-large",
    title: "Headers too large",
    status: StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    description: "The headers of the request are longer than is read.",
    mend: "Send fewer or shorter headers; none of them needs to be long here, and no cookie is ever read.",
};

const MISDIRECTED_REQUEST: ProblemEntry = ProblemEntry {
    slug: "misdirected-request",
    title: "Misdirected request",
    status: StatusCode::MISDIRECTED_REQUEST,
    description: "The request names a host that this service does not answer for.",
    mend: "Use the address under which the service is published; its operator lists the names in `--host`.",
};

const REQUEST_TIMEOUT: ProblemEntry = ProblemEntry {
    slug: "request-timeout",
    title: "Request timeout",
    status: StatusCode::REQUEST_TIMEOUT,
    description: "The body of the request did not arrive in time.",
    mend: "Send the request again.",
};

const TOO_MANY_REQUESTS: ProblemEntry = ProblemEntry {
    slug: "too-many-requests",
    title: "Too many requests",
    status: StatusCode::TOO_MANY_REQUESTS,
    description: "More requests came, from this client or at once, than are answered.",
    mend: "Wait for as long as `Retry-After` says. For bulk use, take the files under `/v1/export`.",
};

const UNAVAILABLE: ProblemEntry = ProblemEntry {
    slug: "unavailable",
    title: "Service unavailable",
    status: StatusCode::SERVICE_UNAVAILABLE,
    description: "The service cannot answer for the moment: it is starting, stopping, or has no archive yet.",
    mend: "Try again in a few seconds.",
};

const TIMEOUT: ProblemEntry = ProblemEntry {
    slug: "timeout",
    title: "Answer took too long",
    status: StatusCode::SERVICE_UNAVAILABLE,
    description: "The answer was given up because it took too long to compute.",
    mend: "Ask for less at once: smaller pages, fewer nested lists.",
};

const INTERNAL: ProblemEntry = ProblemEntry {
    slug: "internal",
    title: "Internal error",
    status: StatusCode::INTERNAL_SERVER_ERROR,
    description: "Something broke on this side. The cause is in the log of the service, not in the answer.",
    mend: "Try again later; if it lasts, report it with the time and the address.",
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn slugs_are_distinct_and_found_again() {
        let slugs: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::from_slug(kind.slug()), Some(kind));
            assert!(kind.status().is_client_error() || kind.status().is_server_error());
        }
    }

    #[test]
    fn statuses_of_the_framework_have_a_kind() {
        for status in [404_u16, 405, 406, 408, 410, 413, 414, 415, 429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(ProblemKind::from_status(status).status(), status);
        }
        assert_eq!(
            ProblemKind::from_status(StatusCode::BAD_REQUEST),
            ProblemKind::MalformedRequest
        );
    }
}
