// Holds a running server to graphql-js: over documents that are generated and
// then changed at random, both must agree which can be executed, and what is
// executed must have the shape, the order of keys and the nulls that graphql-js
// gives it.
//
//   npm ci && node check.mjs ADDRESS schema.graphql [DOCUMENTS [SEED]]
//
// The values are the server's: graphql-js executes the same document over them,
// and must find each, no more, and none that its type refuses. Introspection it
// answers from the schema alone. Prints the seed; ends with 1 for any
// disagreement, or when the documents were not such that there could be one.
import { readFileSync } from "node:fs";
import {
  TypeInfo,
  buildSchema,
  execute,
  isAbstractType,
  parse,
  print,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { generate } from "./generate.mjs";
import { mutate, mutateVariables } from "./mutate.mjs";
import { Random } from "./random.mjs";

const [address, file, documents = "6000", given] = process.argv.slice(2);
if (!file) {
  console.error("usage: node check.mjs ADDRESS schema.graphql [DOCUMENTS [SEED]]");
  process.exit(2);
}
const seed = Number(given ?? Date.now() % 2 ** 31);
const random = new Random(seed);
const schema = buildSchema(readFileSync(file, "utf8"));
const MARK = "zz_type_";
/** The limits, which graphql-js does not have: such a document says nothing. */
const LIMITS = /_LIMIT$|_TOO_LARGE$|^TIMEOUT$/;

/** What each refusal of graphql-js is here. A definition of a type is no part of
 * a document here, so that what does not parse behind it is not looked at. */
const REFUSALS = {
  parse: ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"],
  validate: ["GRAPHQL_VALIDATION_FAILED"],
  variables: ["BAD_USER_INPUT", "OPERATION_RESOLUTION_FAILURE"],
};

async function ask(query, variables, operationName) {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return response.json();
}

/** Names that something has, so that documents find things. */
async function known() {
  const { data } = await ask(`{ reports(first: 3) { nodes { id slug } } items(first: 3) { nodes { id } }
    categories { nodes { id slug } } projects(first: 3) { nodes { id slug } } resources(first: 2) { nodes { id url } } }`);
  const rows = Object.values(data).flatMap((list) => list.nodes);
  return [...rows.flatMap((row) => Object.values(row)), "logiciel", "nothing at all", ""];
}

/** What graphql-js says before it executes anything. */
function judge({ text, variables, operationName }) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return { refused: `parse: ${error.message}` };
  }
  const errors = validate(schema, document, undefined, { maxErrors: 3 });
  if (errors.length > 0) return { refused: `validate: ${errors[0].message}` };
  const values = over(document, {}, variables, operationName);
  // What fails before the root is looked at has no data at all.
  if (!("data" in values)) return { refused: `variables: ${values.errors[0].message}` };
  if (values.errors?.some((error) => /not configured to execute/.test(error.message))) return { refused: "validate: no such root" };
  return { document };
}

/** graphql-js over what is there already; `absent` takes what is not. */
function over(document, rootValue, variableValues, operationName, absent = []) {
  return execute({
    schema,
    document,
    rootValue,
    variableValues,
    operationName,
    fieldResolver(source, _, __, info) {
      const key = info.path.key;
      if (!(key in source)) absent.push(key);
      return source[key];
    },
    typeResolver: (source) => source[MARK],
  });
}

/** The same document with the type of everything that may be of several. */
function marked(document) {
  const info = new TypeInfo(schema);
  let isMarked = false;
  const changed = visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet(node) {
        if (!isAbstractType(info.getParentType())) return undefined;
        isMarked = true;
        const field = { kind: "Field", alias: { kind: "Name", value: MARK }, name: { kind: "Name", value: "__typename" } };
        return { ...node, selections: [...node.selections, field] };
      },
    }),
  );
  return isMarked ? changed : undefined;
}

/**
 * Introspection: descriptions of what is built in are each server's own, and
 * neither the order of types nor that of directives means anything.
 */
function settled(data, document) {
  const keys = new Set();
  const said = new Set();
  visit(document, {
    Field(node) {
      const key = (node.alias ?? node.name).value;
      if (node.name.value === "__schema" || node.name.value === "__type") keys.add(key);
      if (node.name.value === "description") said.add(key);
    },
  });
  if (keys.size === 0 || !data) return data;
  const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, said.has(k) ? "said" : sorted(v)]));
    }
    return value;
  };
  return Object.fromEntries(Object.entries(data).map(([k, v]) => [k, keys.has(k) ? sorted(v) : v]));
}

const counts = { executed: 0, refused: 0, limited: 0, "not judged": 0, keys: 0, parse: 0, validate: 0, variables: 0 };
const disagreements = [];

async function compare(question) {
  const { text, variables, operationName } = question;
  const ours = await ask(text, variables, operationName);
  const code = ours.errors?.[0]?.extensions?.code;
  const differ = (what) => disagreements.push({ what, text, variables, operationName });
  if (!("data" in ours) && LIMITS.test(code)) {
    counts.limited += 1;
    return;
  }
  const theirs = judge(question);
  if (theirs.refused) {
    counts.refused += 1;
    counts[theirs.refused.split(":")[0]] += 1;
    const how = theirs.refused.split(":")[0];
    if ("data" in ours) differ(`executed, and graphql-js refuses: ${theirs.refused}`);
    else if (!REFUSALS[how].includes(code)) differ(`refused with ${code}, by graphql-js for: ${theirs.refused}`);
    return;
  }
  if (!("data" in ours)) {
    differ(`refused, and graphql-js executes: ${code} ${ours.errors[0].message}`);
    return;
  }
  let source = ours.data;
  const withTypes = marked(theirs.document);
  if (withTypes) {
    const again = await ask(print(withTypes), variables, operationName);
    if (!("data" in again)) {
      counts["not judged"] += 1;
      return;
    }
    source = again.data;
  }
  counts.executed += 1;
  if (source === null) {
    // Everything is null already; graphql-js must not find more.
    if (ours.data !== null) differ("null with types, and something without");
    return;
  }
  const absent = [];
  const replayed = over(theirs.document, source, variables, operationName, absent);
  const expected = JSON.stringify(settled(replayed.data, theirs.document));
  const found = JSON.stringify(settled(ours.data, theirs.document));
  counts.keys += found.split('":').length - 1;
  if (absent.length > 0) differ(`absent: ${absent.slice(0, 5)}`);
  else if (expected !== found) {
    const at = [...expected].findIndex((character, i) => character !== found[i]);
    const from = Math.max(0, at - 80);
    differ(`graphql-js has …${expected.slice(from, at + 120)}\n  and not        …${found.slice(from, at + 120)}`);
  }
}

const pool = await known();
const typeMap = Object.values(schema.getTypeMap());
const names = typeMap.flatMap((type) => [
  type.name,
  ...(type.getFields ? Object.values(type.getFields()).flatMap((f) => [f.name, ...(f.args ?? []).map((a) => a.name)]) : []),
  ...(type.getValues ? type.getValues().map((v) => v.name) : []),
]);

console.log(`seed ${seed}`);
const recent = ["{ archive { title } }"];
let left = Number(documents);
async function work() {
  while (left > 0) {
    left -= 1;
    const question = generate(random, schema, pool);
    recent.push(question.text);
    if (recent.length > 50) recent.shift();
    if (random.chance(0.6)) {
      const changes = 1 + random.below(2);
      for (let i = 0; i < changes; i++) question.text = mutate(random, question.text, names, recent);
    }
    if (random.chance(0.15)) question.variables = mutateVariables(random, question.variables);
    if (question.text.length > 0) await compare(question);
  }
}
// One after the other, so that a seed gives the same documents again.
await work();

for (const { what, text, variables, operationName } of disagreements.slice(0, 10)) {
  console.log(`\n${what}\n  ${text.replaceAll("\n", "\n  ")}\n  ${JSON.stringify(variables)} ${operationName ?? ""}`);
}
const { executed, refused, limited, keys } = counts;
console.log(`${executed} documents executed by both with ${keys} keys, ${refused} refused by both ` +
  `(${counts.parse} do not parse, ${counts.validate} are not valid, ${counts.variables} have wrong variables), ${limited} past a limit, ` +
  `${counts["not judged"]} past one with types: ${disagreements.length} disagreements`);
const total = Number(documents);
const isTelling = executed > total * 0.25 && refused > total * 0.15 && limited < total * 0.2;
if (!isTelling) console.log("too few of one kind to tell anything");
process.exitCode = disagreements.length === 0 && isTelling ? 0 : 1;
