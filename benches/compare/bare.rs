//! The yardstick: an actix-web server that gives static bodies, whatever the
//! method. `bare PORT FOLDER` answers `/N` with the file `N`, and with the
//! header fields of `N.headers` where there is such a file.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

/// What is given: header fields besides the type, and the bytes.
type Body = (Vec<(HeaderName, HeaderValue)>, Bytes);

async fn give(
    request: HttpRequest,
    _: Bytes,
    bodies: web::Data<HashMap<String, Body>>,
) -> HttpResponse {
    let Some((headers, body)) = bodies.get(request.path()) else {
        return HttpResponse::NotFound().finish();
    };
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/json");
    for field in headers {
        answer.append_header(field.clone());
    }
    answer.body(body.clone())
}

fn headers(path: &Path) -> io::Result<Vec<(HeaderName, HeaderValue)>> {
    let text = match fs::read_to_string(path.with_extension("headers")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let field = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.parse().ok()?, value.parse().ok()?))
    };
    Ok(text.lines().filter_map(field).collect())
}

async fn serve(port: u16, folder: &str) -> io::Result<()> {
    let mut bodies = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        let body = (headers(&path)?, Bytes::from(fs::read(&path)?));
        bodies.insert(format!("/{}", name.to_string_lossy()), body);
    }
    let bodies = web::Data::new(bodies);
    let app = move || {
        App::new()
            .app_data(bodies.clone())
            .default_service(web::to(give))
    };
    HttpServer::new(app)
        .workers(1)
        .bind(("127.0.0.1", port))?
        .run()
        .await
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok());
    let (Some(port), Some(folder)) = (port, arguments.next()) else {
        eprintln!("usage: bare PORT FOLDER");
        return ExitCode::from(2);
    };
    match actix_web::rt::System::new().block_on(serve(port, &folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
