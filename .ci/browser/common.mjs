// What the checks share: counting, the browser, a reader of CSV.
import { get } from "node:http";
import { chromium } from "playwright-core";

export const [address, folder] = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };

export function check(what, ok, detail = "") {
  counts[ok ? "passed" : "failed"] += 1;
  if (!ok) console.log(`FAILED ${what}${detail ? `: ${String(detail).slice(0, 400)}` : ""}`);
  return ok;
}

export function close() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed > 0 ? 1 : 0);
}

export const launch = () => chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A page whose console errors, failed requests and foreign requests are failures. */
export async function watched(context, name) {
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && check(`${name}: no console error`, false, `${page.url()} ${m.text()}`));
  page.on("pageerror", (e) => check(`${name}: no script error`, false, `${page.url()} ${e}`));
  // The icon is fetched last: going on to the next page cuts it off.
  const isCut = (r) => r.failure()?.errorText === "net::ERR_ABORTED" && r.url().endsWith("icon.svg");
  page.on("requestfailed", (r) => isCut(r) || check(`${name}: no failed request`, false, r.url()));
  page.on("request", (r) => r.url().startsWith(address) || check(`${name}: no other host`, false, r.url()));
  return page;
}

/** Bytes on the wire of an answer. */
export const weigh = (path) => new Promise((resolve, reject) => {
  get(new URL(path, address), { headers: { "accept-encoding": "br, gzip", accept: "text/html" } }, (answer) => {
    let bytes = 0;
    answer.on("data", (part) => { bytes += part.length; }).on("end", () => resolve(bytes));
  }).on("error", reject);
});

export function csv(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const row = rows[rows.length - 1];
    if (quoted) {
      if (text[i] !== '"') row[row.length - 1] += text[i];
      else if (text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; } else quoted = false;
    } else if (text[i] === '"') quoted = true;
    else if (text[i] === ",") row.push("");
    else if (text[i] === "\n") rows.push([""]);
    else if (text[i] !== "\r") row[row.length - 1] += text[i];
  }
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}
