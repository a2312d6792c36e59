//! The yardstick: an actix-web server that gives static bodies, whatever the
//! method. `bare PORT FOLDER` answers `/N` with the file `N`.

use std::collections::HashMap;
use std::process::ExitCode;
use std::{env, fs, io};

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

async fn give(
    request: HttpRequest,
    _: Bytes,
    bodies: web::Data<HashMap<String, Bytes>>,
) -> HttpResponse {
    match bodies.get(request.path()) {
        Some(body) => HttpResponse::Ok()
            .content_type("application/json")
            .body(body.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

async fn serve(port: u16, folder: &str) -> io::Result<()> {
    let mut bodies = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("/{}", entry.file_name().to_string_lossy());
        bodies.insert(name, Bytes::from(fs::read(entry.path())?));
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
