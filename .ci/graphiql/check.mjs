// GraphiQL in Chromium, under the policy of the pages: nothing is refused or
// fails, no other host is asked, and it does what it is for.
// Usage: node check.mjs ADDRESS [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const document = "query Of($slug: String!) {\n  project(slug: $slug) { name items { totalCount } }\n}";
const variables = '{ "slug": "BSOC" }';
const asked = `${address}/graphiql?${new URLSearchParams({ query: document, variables })}`;

// GraphiQL's own, which a page around it cannot mend: its tabs hold buttons, and
// its editors scroll with the keys of the text area beside what scrolls.
const KNOWN = ["nested-interactive", "scrollable-region-focusable"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const said = [];
async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => said.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => said.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) said.push(`another host: ${request.url()}`);
  });
  return page;
}

async function isAccessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.filter(({ id }) => !KNOWN.includes(id));
  const told = found.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  assert.deepEqual(told, [], where);
}

const valueOf = (page, editor) =>
  page.evaluate((selector) => globalThis.document.querySelector(selector).CodeMirror.getValue(), `${editor} .CodeMirror`);

for (const colorScheme of ["light", "dark"]) {
  const page = await open({ colorScheme, viewport: { width: 1280, height: 800 } });
  await page.goto(asked);
  await page.waitForSelector(".graphiql-execute-button");
  // The schema has come when the explorer of documentation shows it.
  await page.click("[aria-label='Show Documentation Explorer']");
  await page.getByText("Root Types").waitFor();
  await isAccessible(page, `${colorScheme}, opened`);

  assert.equal(await valueOf(page, ".graphiql-query-editor"), document);
  assert.equal(await valueOf(page, "[aria-label=Variables]"), variables);
  await page.click(".graphiql-query-editor .CodeMirror-lines");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() =>
    globalThis.document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue().includes("totalCount"),
  );
  const answer = JSON.parse(await valueOf(page, ".result-window"));
  assert.equal(answer.data.project.name, "BlueHats Semester of Code");
  if (shots) await page.screenshot({ path: `${shots}/graphiql-${colorScheme}.png` });

  // What opens over the page: dialog, completion, faults, hints.
  await page.click("[aria-label='Open settings dialog']");
  await page.getByText("Clear data").first().waitFor();
  await isAccessible(page, `${colorScheme}, settings`);
  await page.keyboard.press("Escape");
  await page.click(".graphiql-query-editor .CodeMirror-lines");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("{ archive { tit");
  await page.waitForSelector(".CodeMirror-hints");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" nonsense");
  await page.waitForSelector(".CodeMirror-lint-mark-error");
  await page.waitForFunction(() => new URLSearchParams(location.search).get("query")?.includes("nonsense"));
  await page.context().close();
}

// Without scripts the small console is in its place.
const page = await open({ javaScriptEnabled: false });
await page.goto(asked);
await page.click("#ask button");
await page.waitForURL(`${address}/graphql?**`);
const shown = await page.textContent("body");
assert.equal(JSON.parse(shown).data.project.name, "BlueHats Semester of Code");
await browser.close();

assert.deepEqual(said, []);
console.log("GraphiQL: opened, asked, completed and marked in light and dark; nothing refused, no other host");
