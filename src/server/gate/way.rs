//! The gate as a part of the application: an answer that is known is given at
//! once, and only what has to be waited for is a future of its own.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::Method;
use actix_web::{Error, HttpMessage as _, web};

use super::tail::Tailed;
use super::{Arrival, Gate, Passed, WorkerGate};
use crate::api::http::body;
use crate::api::http::kept::{Found, LONGEST_ASKED};

/// Lets every request of an application through a gate.
pub(in crate::server) struct Way(pub Gate);

/// The gate of one worker, before the doors.
pub(in crate::server) struct Watched<S> {
    gate: Rc<WorkerGate>,
    doors: Rc<S>,
}

type Outcome = Result<ServiceResponse<Tailed>, Error>;

/// An answer, or the way to it.
pub(in crate::server) enum Answering {
    Now(Option<Box<Outcome>>),
    Later(Pin<Box<dyn Future<Output = Outcome>>>),
}

impl<S> Transform<S, ServiceRequest> for Way
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse<Tailed>;
    type Error = Error;
    type Transform = Watched<S>;
    type InitError = ();
    type Future = Ready<Result<Watched<S>, ()>>;

    fn new_transform(&self, doors: S) -> Self::Future {
        let gate = self.0.of_worker();
        let doors = Rc::new(doors);
        ready(Ok(Watched { gate, doors }))
    }
}

impl<S> Service<ServiceRequest> for Watched<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse<Tailed>;
    type Error = Error;
    type Future = Answering;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.doors.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Answering {
        let gate = &self.gate;
        let mut arrival = gate.arrival(&request);
        match gate.check(&request, arrival.client) {
            Ok(Passed { seat, rate }) => (arrival.seat, arrival.rate) = (seat, rate),
            Err((reason, problem)) => {
                if let Some(metrics) = &gate.metrics {
                    metrics.refused(reason);
                }
                request.extensions_mut().insert(arrival.id.clone());
                let response = problem.respond(request.request());
                let response = request.into_response(response);
                return Answering::now(gate.finish(response, arrival, None));
            }
        }
        let is_get = *request.method() == Method::GET;
        let found = is_get.then(|| gate.known(request.head(), b"")).flatten();
        if let Some(found) = found {
            return Answering::now(give(gate, request, arrival, found));
        }
        request.extensions_mut().insert(arrival.id.clone());
        let generation = gate.gate.archive.generation();
        let gate = Rc::clone(gate);
        Answering::Later(if gate.kept.reads_body(request.head(), generation) {
            let doors = Rc::clone(&self.doors);
            Box::pin(with_body(gate, doors, request, arrival))
        } else {
            let answer = self.doors.call(request);
            Box::pin(async move {
                let response = gate.keep(answer.await?, generation);
                Ok(gate.finish(response, arrival, None))
            })
        })
    }
}

/// Reads what is sent before any door does: the answer to it may be known.
async fn with_body<S>(
    gate: Rc<WorkerGate>,
    doors: Rc<S>,
    mut request: ServiceRequest,
    arrival: Arrival,
) -> Outcome
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
{
    let payload = request.extract::<web::Payload>().await?;
    let body = match body::read(request.request(), payload, LONGEST_ASKED).await {
        Ok(body) => body,
        Err(problem) => {
            let response = problem.respond(request.request());
            let response = request.into_response(response);
            return Ok(gate.finish(response, arrival, None));
        }
    };
    if let Some(found) = gate.known(request.head(), &body) {
        return Ok(give(&gate, request, arrival, found));
    }
    let generation = gate.gate.archive.generation();
    request.set_payload(Payload::from(body));
    let response = gate.keep(doors.call(request).await?, generation);
    Ok(gate.finish(response, arrival, None))
}

fn give(
    gate: &Rc<WorkerGate>,
    request: ServiceRequest,
    arrival: Arrival,
    found: Found,
) -> ServiceResponse<Tailed> {
    let Found { response, pattern } = found;
    let response = request.into_response(response);
    // Without a pattern it was kept when nobody counted.
    gate.finish(
        response,
        arrival,
        Some(pattern.as_deref().unwrap_or_default()),
    )
}

impl Answering {
    fn now(response: ServiceResponse<Tailed>) -> Self {
        Self::Now(Some(Box::new(Ok(response))))
    }
}

impl Future for Answering {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        match self.get_mut() {
            Self::Now(outcome) => match outcome.take() {
                Some(outcome) => Poll::Ready(*outcome),
                None => Poll::Pending,
            },
            Self::Later(answer) => answer.as_mut().poll(context),
        }
    }
}
