// Runs the GraphQL-over-HTTP audits of npm graphql-http against a server.
//
//   npm ci && node audit.mjs http://127.0.0.1:8080/graphql
//
// Prints every audit that fails, then `N passed, N failed`. Exits with 0 only
// if all of the audits that there should be have run and passed.
import { serverAudits } from "graphql-http";

const EXPECTED = 61;

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const results = await Promise.all(
  serverAudits({ url, fetchFn: fetch }).map(async ({ id, name, fn }) => {
    try {
      const result = await fn();
      return { id, name, passed: result.status === "ok", reason: result.reason };
    } catch (error) {
      // A server that is not there, or hangs up.
      return { id, name, passed: false, reason: error.cause?.message ?? error.message };
    }
  }),
);

const failed = results.filter((result) => !result.passed);
for (const { id, name, reason } of failed) {
  console.log(`${id} ${name}: ${reason}`);
}
if (results.length !== EXPECTED) {
  console.log(`${results.length} audits were found where ${EXPECTED} are expected`);
}
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && results.length === EXPECTED ? 0 : 1;
