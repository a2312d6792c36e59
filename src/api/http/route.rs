//! The one builder of every route: GET with HEAD, OPTIONS, 405 with `Allow`,
//! and problems for whatever a handler cannot answer.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    guard::{self, Guard},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    web,
};

use super::{
    problem::{Problem, ProblemKind},
    respond::{Answer, set_common_headers},
};

/// For an answer to be begun, once its request is there.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

const READ: &str = "GET, HEAD, OPTIONS";
/// What `Allow` says of a route that takes POST, too.
pub const READ_AND_POST: &str = "GET, HEAD, POST, OPTIONS";

/// What a handler gives back: an answer to be finished, a response that
/// already is (a stream), or work that takes longer than a worker may be held.
pub enum Reply {
    /// To be given its headers, tag and coding.
    Answer(Box<Answer>),
    /// To be sent as it is, but for the common headers.
    Response(HttpResponse),
    /// To be waited for.
    Later(Pin<Box<dyn Future<Output = Result<Reply, Problem>>>>),
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl From<HttpResponse> for Reply {
    fn from(response: HttpResponse) -> Self {
        Self::Response(response)
    }
}

/// A route that answers GET and HEAD.
///
/// ```text
/// config.service(route::get("/v1/items", move |request| items::list(state.clone(), request)));
/// ```
pub fn get<H, F, R>(path: &str, handler: H) -> Resource
where
    H: Fn(HttpRequest) -> F + Clone + 'static,
    F: Future<Output = Result<R, Problem>> + 'static,
    R: Into<Reply>,
{
    let read = move |request: HttpRequest| finish(request.clone(), handler(request), TIME_LIMIT);
    with_fallbacks(
        web::resource(path).route(web::route().guard(is_read()).to(read)),
        READ,
    )
}

/// A route that answers GET, HEAD and POST; the handler reads the body itself
/// (with [`super::body::read`], which bounds it).
pub fn get_or_post<H, F, R>(path: &str, handler: H) -> Resource
where
    H: Fn(HttpRequest, web::Payload) -> F + Clone + 'static,
    F: Future<Output = Result<R, Problem>> + 'static,
    R: Into<Reply>,
{
    let both = move |request: HttpRequest, payload: web::Payload| {
        // The body of the request has its own time.
        let limit = TIME_LIMIT + super::body::ARRIVAL;
        finish(request.clone(), handler(request, payload), limit)
    };
    let is_either = guard::Any(is_read()).or(guard::Post());
    with_fallbacks(
        web::resource(path).route(web::route().guard(is_either).to(both)),
        READ_AND_POST,
    )
}

/// The answer to an address that does not exist; give it to
/// `App::default_service(web::to(route::not_found))`.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    Problem::new(ProblemKind::NotFound)
        .with_detail(not_there(request.path()))
        .respond(&request)
}

fn not_there(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" => format!("Nothing is at {path}; /v1 lists what there is."),
        without if without != path => {
            format!("Nothing is at {path}; addresses end without a slash: {without}.")
        }
        _ => format!("Nothing is at {path}; /v1 lists what there is."),
    }
}

fn is_read() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

fn with_fallbacks(resource: Resource, allow: &'static str) -> Resource {
    resource
        .route(
            web::route()
                .guard(guard::Options())
                .to(move |request| options(request, allow)),
        )
        .default_service(web::to(move |request| method_not_allowed(request, allow)))
}

async fn finish<F, R>(request: HttpRequest, answer: F, limit: Duration) -> HttpResponse
where
    F: Future<Output = Result<R, Problem>>,
    R: Into<Reply>,
{
    let begun = async {
        let mut reply = answer.await.map(Into::into);
        while let Ok(Reply::Later(work)) = reply {
            reply = work.await;
        }
        reply
    };
    // Costs nothing where there is nothing to wait for.
    let reply = tokio::time::timeout(limit, begun).await;
    let reply = reply.unwrap_or_else(|_| Err(gave_up()));
    match reply {
        // Only what is not waited for is left.
        Ok(Reply::Later(_)) => Problem::new(ProblemKind::Internal).respond(&request),
        Ok(Reply::Answer(answer)) => answer.coded(&request).await.respond(&request),
        Ok(Reply::Response(mut response)) => {
            complete(response.headers_mut());
            response
        }
        Err(problem) => problem.respond(&request),
    }
}

/// The 503 of an answer that took too long.
fn gave_up() -> Problem {
    let mut problem = Problem::new(ProblemKind::Timeout);
    let soon = HeaderValue::from_static("10");
    problem.headers.push((header::RETRY_AFTER, soon));
    problem
}

/// The common headers where the handler set none of its own.
fn complete(headers: &mut HeaderMap) {
    let mut common = HeaderMap::new();
    set_common_headers(&mut common);
    for (name, value) in common {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
}

/// RFC 9110, 9.3.7, and the preflight of the Fetch standard in one.
async fn options(request: HttpRequest, allow: &'static str) -> HttpResponse {
    let mut response = HttpResponse::NoContent().finish();
    let headers = response.headers_mut();
    set_common_headers(headers);
    headers.insert(header::ALLOW, HeaderValue::from_static(allow));
    if request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
    {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(allow),
        );
        // `*` does not cover Authorization; nothing here wants it anyway.
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("*"),
        );
        headers.insert(
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static("86400"),
        );
    }
    response
}

async fn method_not_allowed(request: HttpRequest, allow: &'static str) -> HttpResponse {
    // An unknown method is shown back only if it is one of the standard ones.
    let standard = [
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::TRACE,
        Method::CONNECT,
    ];
    let method = standard.iter().find(|method| *method == request.method());
    Problem::method_not_allowed(method.map_or("This method", Method::as_str), allow)
        .respond(&request)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use actix_web::{App, HttpServer};

    use super::*;

    fn app() -> App<
        impl actix_web::dev::ServiceFactory<
            actix_web::dev::ServiceRequest,
            Config = (),
            Response = actix_web::dev::ServiceResponse,
            Error = actix_web::Error,
            InitError = (),
        >,
    > {
        App::new()
            .service(get("/long", |_| async {
                Ok::<_, Problem>(Answer::json("[\"bonjour\"]".repeat(200)))
            }))
            .service(get("/none/{id}", |_| async {
                Err::<Answer, _>(Problem::new(ProblemKind::Gone))
            }))
            .default_service(web::to(not_found))
    }

    async fn exchange(request: &str) -> (String, Vec<u8>) {
        let server = HttpServer::new(app)
            .workers(1)
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = server.addrs()[0];
        let server = server.disable_signals().run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let request = request.to_owned();
        let bytes = actix_web::rt::task::spawn_blocking(move || {
            let mut socket = std::net::TcpStream::connect(address).unwrap();
            socket.write_all(request.as_bytes()).unwrap();
            let mut bytes = Vec::new();
            socket.read_to_end(&mut bytes).unwrap();
            bytes
        })
        .await
        .unwrap();
        handle.stop(false).await;
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap()
            + 4;
        (
            String::from_utf8(bytes[..end].to_vec())
                .unwrap()
                .to_lowercase(),
            bytes[end..].to_vec(),
        )
    }

    fn lines_without_date(head: &str) -> Vec<&str> {
        let mut lines: Vec<_> = head
            .lines()
            .filter(|line| !line.starts_with("date:"))
            .collect();
        lines.sort_unstable();
        lines
    }

    #[actix_web::test]
    async fn head_has_the_headers_of_get_and_no_body() {
        for coding in ["identity", "gzip"] {
            let tail = format!(
                "HTTP/1.1\r\nhost: x\r\naccept-encoding: {coding}\r\nconnection: close\r\n\r\n"
            );
            let (get_head, get_body) = exchange(&format!("GET /long {tail}")).await;
            let (head_head, head_body) = exchange(&format!("HEAD /long {tail}")).await;
            assert!(
                get_head.contains(&format!("content-length: {}\r\n", get_body.len())),
                "{get_head}"
            );
            assert_eq!(
                lines_without_date(&get_head),
                lines_without_date(&head_head)
            );
            assert!(head_body.is_empty());
        }
    }

    #[actix_web::test]
    async fn other_methods_and_addresses_are_problems() {
        let tail = "HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let (head, body) = exchange(&format!("DELETE /long {tail}")).await;
        assert!(head.starts_with("http/1.1 405"), "{head}");
        assert!(head.contains("allow: get, head, options\r\n"));
        assert!(head.contains("content-type: application/problem+json\r\n"));
        assert!(
            String::from_utf8(body)
                .unwrap()
                .contains("/problems/method-not-allowed")
        );
        let (head, _) = exchange(&format!("OPTIONS /none/1 {tail}")).await;
        assert!(
            head.starts_with("http/1.1 204") && head.contains("allow: get, head, options\r\n"),
            "{head}"
        );
        assert!(!head.contains("access-control-allow-methods"));
        let (head, _) = exchange(
            "OPTIONS /none/1 HTTP/1.1\r\nhost: x\r\norigin: https://x\r\naccess-control-request-method: GET\r\nconnection: close\r\n\r\n",
        )
        .await;
        assert!(head.contains("access-control-allow-methods: get, head, options\r\n"));
        let (head, _) = exchange(&format!("GET /none/1 {tail}")).await;
        assert!(head.starts_with("http/1.1 410"));
        let (head, body) = exchange(&format!("GET /nowhere {tail}")).await;
        assert!(head.starts_with("http/1.1 404") && head.contains("application/problem+json"));
        assert!(
            String::from_utf8(body)
                .unwrap()
                .contains("\"instance\":\"/nowhere\"")
        );
    }
}
