// Changes to documents and variables that may make them invalid.
import { Lexer, Source, TokenKind } from "graphql";

const SIGNS = ["{", "}", "(", ")", "[", "]", "!", "$", ":", "=", "@", "...", "|", "&", ",", "#\n"];
const LITERALS = [
  "null", "true", "1", "-0", "007", "1.0", "1e2", "2147483648", "99999999999999999999", '"x"', '""', '"\\u00e9"',
  '"\\u{1F600}"', '"\\uD83D\\uDE00"', '"\\uD83D"', '"\\x"', '"""b\n  c"""', '"""', "[]", "[null]", "[1, [2]]",
  "{}", "{id: \"a\"}", "{id: null}", "{id: $v0}", "{a: 1, a: 2}", "ENUM_VALUE", "$v0", "$v1", "$nope", "[$v0]",
];
const TYPES = ["Int", "Int!", "String", "String!", "[String!]", "[String!]!", "ID", "ID!", "[ID!]!", "Boolean", "Boolean!",
  "Month", "[Month!]", "MonthFilter", "TermFilter", "ItemFilter", "ResourceBy", "ResourceBy!", "[Facet!]!", "Facet",
  "Item", "Nope", "Float"];
const DIRECTIVES = ["@skip(if: true)", "@skip(if: $v0)", "@include(if: false)", "@include(if: null)", "@skip", "@nope", "@deprecated",
  "@include(if: true) @include(if: true)", "@skip(if: 1)", "@skip(unless: true)", "@oneOf", '@specifiedBy(url: "x")'];

/** Tokens of a text as `[start, end, kind]`, as far as it has any. */
function tokens(text) {
  const found = [];
  try {
    const lexer = new Lexer(new Source(text));
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      found.push([token.start, token.end, token.kind, token.value]);
    }
  } catch {
    // The rest has none.
  }
  return found;
}

/** The text with one change. */
export function mutate(random, text, names, others) {
  const all = tokens(text);
  if (all.length === 0) return text;
  const [start, end, kind] = random.of(all);
  const put = (replacement, from = start, to = end) => `${text.slice(0, from)}${replacement}${text.slice(to)}`;
  const ofKind = (...kinds) => all.filter((token) => kinds.includes(token[2]));
  const values = ofKind(TokenKind.INT, TokenKind.FLOAT, TokenKind.STRING, TokenKind.BLOCK_STRING);
  const nameTokens = ofKind(TokenKind.NAME);
  switch (random.below(16)) {
    case 0:
      return put("");
    case 1:
      return put(` ${text.slice(start, end)} ${text.slice(start, end)} `);
    case 2:
      return put(` ${random.of(SIGNS)} `, end, end);
    case 3:
    case 4:
    case 5: {
      // One name for another, of the schema or of the document.
      const token = random.of(nameTokens.length > 0 ? nameTokens : all);
      const name = random.chance(0.5) ? random.of(names) : (random.of(nameTokens)?.[3] ?? "x");
      return put(name, token[0], token[1]);
    }
    case 6:
    case 7: {
      const token = random.of(values.length > 0 ? values : all);
      return put(random.of(LITERALS), token[0], token[1]);
    }
    case 8: {
      // A type of a variable: what follows `$name:`.
      const at = text.search(/\$\w+: [[\]\w!]+/);
      if (at < 0) return put(` ${random.of(DIRECTIVES)} `, end, end);
      return text.replace(/(\$\w+: )[[\]\w!]+/, (_, name) => name + random.of(TYPES));
    }
    case 9:
      return put(` ${random.of(DIRECTIVES)} `, end, end);
    case 10: {
      // A field takes the name in the answer of another.
      const token = random.of(nameTokens);
      if (!token) return text;
      return put(`${random.of(nameTokens)[3]}: `, token[0], token[0]);
    }
    case 11: {
      // A whole selection set of another document beside this one's.
      const open = random.of(ofKind(TokenKind.BRACE_L));
      const other = random.of(others);
      const inner = other.slice(other.indexOf("{") + 1, other.lastIndexOf("}"));
      return open ? put(` ${inner.split("fragment")[0]} `, open[1], open[1]) : text;
    }
    case 12: {
      // A selection set twice, or a piece of it.
      const open = random.of(ofKind(TokenKind.BRACE_L));
      const close = ofKind(TokenKind.BRACE_R).find((token) => open && token[0] > open[0]);
      return open && close ? put(text.slice(open[1], close[0]), close[0], close[0]) : text;
    }
    case 13:
      return `${text} ${random.of(["fragment F0 on Query { archive { title } }", "fragment X on Item { id }", "query A { archive { title } }",
        "{ archive { title } }", "mutation { x }", "subscription { x }", "type T { a: Int }", "fragment F1 on Query { ...F0 }", '"said" query D { __typename }'])}`;
    case 14: {
      // An argument more, or one twice.
      const paren = random.of(ofKind(TokenKind.PAREN_L));
      if (!paren) return put(`(${random.of(names)}: ${random.of(LITERALS)})`, end, end);
      return put(`${random.of(names)}: ${random.of(LITERALS)} `, paren[1], paren[1]);
    }
    default: {
      const brace = random.of(ofKind(TokenKind.BRACE_L));
      const spread = random.of(["...F0", "...F1", "... on Item { id }", "... on Node { id }", "... on Query { archive { title } }", "... @skip(if: true) { __typename }",
        "__typename", "id", "__schema { queryType { name } }", "__typename { x }"]);
      return brace ? put(` ${spread} `, brace[1], brace[1]) : text;
    }
  }
}

const JUNK = [null, 1, 1.5, -0, 2147483648, "x", "", true, [], [null], ["a", 1], {}, { a: 1 }, { id: "a" }, { id: null }, { id: "a", url: "b" },
  { any: "x" }, { any: ["x", null] }, [[1]], "CREATED", "MONTH", ["MONTH"], 1e21, 12.0];

/** The variables with one change. */
export function mutateVariables(random, variables) {
  const names = Object.keys(variables);
  const changed = { ...variables };
  const name = random.chance(0.2) || names.length === 0 ? `v${random.below(3)}` : random.of(names);
  if (random.chance(0.3)) delete changed[name];
  else changed[name] = random.of(JUNK);
  return changed;
}
