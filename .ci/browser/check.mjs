// Usage: node check.mjs ADDRESS FOLDER: a visitor's journey, every kind of page
// with its doors, axe-core, keyboard, narrow screens, print, screenshots.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { address, check, close, csv, folder, launch, watched, weigh } from "./common.mjs";

const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await launch();
const ids = (page) => page.$$eval("[data-id]", (all) => all.map((e) => e.dataset.id));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

async function journey(javaScriptEnabled) {
  const name = `journey, scripts ${javaScriptEnabled ? "on" : "off"}`;
  const context = await browser.newContext({ javaScriptEnabled, locale: "fr-FR" });
  const page = await watched(context, name);
  page.setDefaultTimeout(8000);
  try {
    await page.goto(address);
    await page.fill("main input[name=q]", "gazette");
    await page.press("main input[name=q]", "Enter");
    await page.waitForURL(/q=gazette/);
    const found = (await ids(page)).length;
    check(`${name}: gazette is found`, found > 0);
    await page.check("input[name=category] >> nth=0");
    await page.click(".filters button[type=submit]");
    await page.waitForURL(/category=/);
    const narrowed = await ids(page);
    check(`${name}: a category narrows`, narrowed.length > 0 && narrowed.length <= found);
    const list = page.url();
    const asked = (await page.textContent("#door-curl")).trim().replace("http://127.0.0.1:8080", address);
    const answer = JSON.parse(execFileSync("bash", ["-c", asked], { encoding: "utf8" }));
    check(`${name}: the curl line of the list answers the same`, same(answer.data.map((i) => i.id), narrowed));
    await page.click("a.project >> nth=0");
    await page.waitForURL(/\/projects\//);
    check(`${name}: a project opens`, (await page.locator("h1").count()) === 1, page.url());
    const project = page.url();
    await page.click('main a[href*="/resources/"] >> nth=0');
    await page.waitForURL(/\/resources\//);
    const line = (await page.textContent("#door-curl")).trim().replace("http://127.0.0.1:8080", address);
    const resource = JSON.parse(execFileSync("bash", ["-c", line], { encoding: "utf8" }));
    check(`${name}: the curl line of the resource answers it`, page.url().includes(resource.data.id), line);
    await page.goBack();
    check(`${name}: back to the project`, page.url() === project);
    await page.goBack();
    check(`${name}: back to the list`, page.url() === list && same(await ids(page), narrowed));
    await page.goForward();
    check(`${name}: forward`, page.url() === project);
  } catch (error) {
    check(`${name}: goes on`, false, `${page.url()} ${error.message.split("\n").slice(0, 3).join(" ")}`);
  }
  await context.close();
  console.log(`walked the ${name}`);
}

// A path's kind: its nouns, with what names a thing left open.
const kind = (path) => path.split("?")[0].replace(/^(\/\w+)\/[^/]+$/, "$1/{}");
const isPage = (path) => !/^\/(v1|graphql|openapi|catalog|livez|readyz|assets)|\.\w+$/.test(path.split("?")[0]);

async function crawl(page) {
  const kinds = new Map();
  const seen = new Set(["/"]);
  const queue = ["/"];
  let links = 0;
  while (queue.length > 0 && links < 500) {
    const path = queue.shift();
    const answer = await fetch(address + path, { headers: { accept: "text/html,*/*;q=0.8" } });
    links += 1;
    check(`the link ${path} leads somewhere`, answer.status < 400, answer.status);
    const of = kinds.get(kind(path)) ?? [];
    if (!isPage(path) || answer.status >= 400 || of.length >= 3) { await answer.arrayBuffer(); continue; }
    kinds.set(kind(path), [...of, path]);
    await answer.arrayBuffer();
    await page.goto(address + path);
    const hrefs = await page.$$eval("a[href]", (all) => all.map((a) => a.href));
    for (const href of hrefs.filter((h) => typeof h === "string" && h.startsWith(`${address}/`))) {
      const to = href.slice(address.length).split("#")[0];
      if (!seen.has(to)) { seen.add(to); queue.push(to); }
    }
    const double = await page.$$eval("[id]", (all) => all.map((e) => e.id).filter((id, i, ids) => ids.indexOf(id) !== i));
    check(`${path}: ids are unique`, double.length === 0, double);
    const parts = await page.$$eval("link[rel=stylesheet], script[src]", (all) => all.map((e) => e.href || e.src));
    let bytes = await weigh(path);
    for (const part of parts) bytes += await weigh(part);
    check(`${path}: at most 30 KB`, bytes <= 30_000, bytes);
    await doors(page, path);
  }
  console.log(`followed ${links} links to ${kinds.size} kinds of pages: ${[...kinds.keys()].join(" ")}`);
  return kinds;
}

async function doors(page, path) {
  if ((await page.locator("#door-rest").count()) === 0) return;
  const shown = await ids(page);
  const types = { rest: "application/json", csv: "text/csv", ndjson: "application/x-ndjson", atom: "application/atom+xml" };
  for (const [door, type] of Object.entries(types)) {
    const link = page.locator(`#door-${door}`);
    if ((await link.count()) === 0) continue;
    const answer = await fetch(new URL(await link.getAttribute("href"), address));
    const text = await answer.text();
    const ok = answer.status === 200 && answer.headers.get("content-type").startsWith(type);
    check(`${path}: its door ${door}`, ok, `${answer.status} ${answer.headers.get("content-type")} ${answer.url}`);
    // Where a list marks its rows they are compared, by whatever names a row.
    const { data } = door === "rest" && ok ? JSON.parse(text) : {};
    if (Array.isArray(data) && shown.length > 0) {
      const named = ["id", "slug", "host", "name", "position"].some((key) => same(data.map((r) => String(r[key])), shown));
      check(`${path}: REST has the rows shown`, named, `shown: ${shown}`);
    }
    if (ok && door === "csv" && shown.length > 0 && kind(path) === "/items") {
      const [head, ...rows] = csv(text.replace(/^\uFEFF/, ""));
      const all = rows.map((r) => r[head.indexOf("id")]);
      check(`${path}: CSV has the rows shown`, path.includes("after=") ? shown.every((id) => all.includes(id)) : same(all.slice(0, shown.length), shown));
    }
  }
  const query = await page.textContent("#door-document").catch(() => null);
  if (query) {
    const answer = await fetch(`${address}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
    const body = await answer.json();
    check(`${path}: its GraphQL document`, answer.status === 200 && !body.errors, JSON.stringify(body.errors));
    const rows = Object.values(body.data ?? {})[0]?.nodes;
    if (rows && kind(path) === "/items") check(`${path}: GraphQL has the rows shown`, same(rows.map((r) => r.id), shown));
  }
}

/** A picture of one colour has hardly any byte that differs from its neighbour's. */
function isBlank(png) {
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = inflateSync(Buffer.concat(parts));
  return bytes.filter((b) => b !== 0).length < bytes.length / 1000;
}

const shot = async (page, name) => check(`${name}: not blank`, !isBlank(await page.screenshot({ path: `${folder}/${name}.png` })));
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

async function access(kinds) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const chosen = [...kinds.values()].map((paths) => paths[0].replace(/^\/graphiql.*/, "/graphiql?plain=true"));
  for (const colorScheme of ["light", "dark"]) {
    for (const locale of ["fr-FR", "en-GB"]) {
      const context = await browser.newContext({ colorScheme, locale, reducedMotion: "reduce" });
      const page = await watched(context, `${colorScheme} ${locale}`);
      for (const path of chosen) {
        await page.goto(address + path);
        const name = `${path.split("?")[0].replaceAll("/", "_")}-${colorScheme}`;
        if (locale === "fr-FR") await shot(page, name);
        await page.$$eval("details", (all) => all.forEach((d) => { d.open = true; }));
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), tags);
        check(`${path}: axe, ${colorScheme}, ${locale}`, violations.length === 0 && passes.length > 10,
          violations.map((v) => `${v.id} ${v.nodes.length}× ${v.nodes[0].html.slice(0, 120)}`).join("; "));
        if (colorScheme === "light" && locale === "fr-FR") await alone(page, path, name);
      }
      await context.close();
      console.log(`axe and screenshots: ${colorScheme}, ${locale}, ${chosen.length} pages`);
    }
  }
}

/** What does not depend on language and colours. */
async function alone(page, path, name) {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(address + path);
  check(`${path}: no sideways scrolling at 320 px`, await fits(page));
  await shot(page, name.replace("light", "narrow"));
  await page.setViewportSize({ width: 640, height: 640 });
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  check(`${path}: none at 640 px with text twice as large`, await fits(page));
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(address + path);
  await page.keyboard.press("Tab");
  check(`${path}: the skip link comes first`, await page.evaluate(() => document.activeElement.matches(".skip")));
  const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((e) => e.tabIndex >= 0 && e.checkVisibility() && e.type !== "hidden").map((e, i) => { e.dataset.tab = i; return i; }).length);
  const reached = new Set();
  let unseen = "";
  for (let i = 0; i < Math.min(wanted + 30, 300); i += 1) {
    const [tab, visible, html] = await page.evaluate(() => {
      const e = document.activeElement;
      const s = getComputedStyle(e);
      return [e.dataset.tab, e === document.body || s.outlineStyle !== "none" || s.boxShadow !== "none", e.outerHTML.slice(0, 100)];
    });
    reached.add(tab);
    if (!visible) unseen = html;
    await page.keyboard.press("Tab");
  }
  reached.delete(undefined);
  check(`${path}: Tab reaches everything`, reached.size >= Math.min(wanted, 270), `${reached.size} of ${wanted}`);
  check(`${path}: focus is visible`, unseen === "", unseen);
  await page.goto(address + path);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  check(`${path}: the skip link skips`, await page.evaluate(() => document.activeElement.id === "main" || location.hash === "#main"));
  if (kind(path) === "/reports/{}") {
    await page.emulateMedia({ media: "print" });
    check(`${path}: no navigation on paper`, !(await page.locator("header nav").isVisible()));
    await page.emulateMedia({ media: null });
  }
}

await journey(true);
await journey(false);
const context = await browser.newContext({ locale: "fr-FR" });
const kinds = await crawl(await watched(context, "crawl"));
await context.close();
await access(kinds);
await browser.close();
close();
