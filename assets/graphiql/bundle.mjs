// Bundles the console into dist/: one script, one style sheet, and the licences
// of everything that went into them.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const out = "dist";
rmSync(out, { recursive: true, force: true });
mkdirSync(out);

// The pages' policy allows neither fonts nor images from `data:` addresses, and
// the fonts alone would weigh ten times the rest of the style sheet.
const withoutData = {
  name: "without-data",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/.*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/@font-face\s*\{[^}]*\}/g, "")
        .replace(/url\((["']?)data:[^)]*\1\)/g, "none"),
      loader: "css",
    }));
  },
};

const { metafile } = await build({
  entryPoints: { graphiql: "console.mjs" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  plugins: [withoutData],
  metafile: true,
});

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const found = input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/);
  if (found) packages.add(found[0]);
}
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}`.trim();
});
writeFileSync(join(out, "licences.txt"), `${notices.join(`\n\n${"-".repeat(72)}\n\n`)}\n`);

for (const name of ["graphiql.js", "graphiql.css", "licences.txt"]) {
  if (!existsSync(join(out, name))) throw new Error(`${name} was not written`);
}
