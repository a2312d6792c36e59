# The service with GraphiQL, in an image that holds little else than it. The
# steps are those of .ci/run: `assets/graphiql/build`, then cargo with the
# feature `graphiql`.
#
#   docker build -t chronique .
#   docker run -p 8080:8080 -v "$PWD/reports:/archive:ro" -v chronique:/store chronique

FROM node:22-slim AS graphiql
WORKDIR /src/assets/graphiql
COPY assets/graphiql ./
RUN ./build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=graphiql /src/assets/graphiql/dist assets/graphiql/dist
RUN cargo build --locked --release --features graphiql && mkdir /empty

# The C library of the stage above (Debian 12), no shell, not root.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/chronique /usr/local/bin/chronique
COPY --from=build /src/data /archive
COPY --from=build --chown=nonroot:nonroot /empty /store
ENV CHRONIQUE_ARCHIVE=/archive CHRONIQUE_STORE=/store CHRONIQUE_LISTEN=0.0.0.0:8080
VOLUME /store
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/usr/local/bin/chronique", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/chronique"]
CMD ["serve"]
