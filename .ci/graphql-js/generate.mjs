// Documents that are valid by construction, over any schema, and values for
// their variables.
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";

const MONTHS = ["2022-02", "2022", "2021-01/2023-01", "2022-03/..", "x", ""];

/** One document: `{ text, variables, operationName }`. */
export function generate(random, schema, pool) {
  return new Generator(random, schema, pool).document();
}

class Generator {
  constructor(random, schema, pool) {
    Object.assign(this, { random, schema, pool });
    this.variables = new Map();
    this.fragments = [];
    this.left = 4 + random.below(50);
  }

  document() {
    const { random } = this;
    const root = this.schema.getQueryType();
    const body = this.selections(root, 0);
    const declared = [...this.variables].map(([name, { type, fallback }]) => {
      return `$${name}: ${type}${fallback === undefined ? "" : ` = ${fallback}`}`;
    });
    const name = random.chance(0.3) ? " A" : "";
    const head = declared.length > 0 ? `query${name}(${declared.join(", ")}) ` : name ? `query${name} ` : "";
    let text = `${head}${body}\n${this.fragments.map((f) => f.text).join("\n")}`;
    let operationName;
    if (name && random.chance(0.3)) {
      text += "\nquery B { archive { title } }";
      operationName = random.of(["A", "B", "A", "C"]);
    }
    const variables = {};
    for (const [variable, { type, fallback }] of this.variables) {
      const isNeeded = isNonNullType(type) && fallback === undefined;
      if (isNeeded || random.chance(0.7)) variables[variable] = this.json(type, 0);
    }
    return { text, variables, operationName };
  }

  selections(type, depth) {
    const { random } = this;
    const parts = [];
    const count = 1 + random.below(depth === 0 ? 3 : 4);
    for (let i = 0; i < count; i++) parts.push(this.selection(type, depth));
    if (parts.every((part) => part === "")) parts.push("__typename");
    return `{ ${parts.join(" ")} }`;
  }

  selection(type, depth) {
    const { random } = this;
    if (depth < 8 && random.chance(0.12)) return this.inline(type, depth);
    if (depth < 8 && random.chance(0.08)) return this.spread(type, depth);
    if (random.chance(0.05) || isUnionType(type)) return `${this.alias()}__typename${this.directives()}`;
    if (depth === 0 && random.chance(0.04)) {
      const meta = random.chance(0.5)
        ? ["__schema", this.schema.getType("__Schema"), ""]
        : ["__type", this.schema.getType("__Type"), `(name: "${random.of(Object.keys(this.schema.getTypeMap()))}")`];
      this.left -= 1;
      return `${this.alias()}${meta[0]}${meta[2]} ${this.selections(meta[1], depth + 6)}`;
    }
    let fields = Object.values(type.getFields());
    if (depth > 7 || this.left <= 0) fields = fields.filter((f) => !isCompositeType(getNamedType(f.type)));
    if (fields.length === 0) return "__typename";
    return this.field(random.of(fields), depth);
  }

  field(field, depth) {
    this.left -= 1;
    const named = getNamedType(field.type);
    const given = field.args.flatMap((arg) => {
      const isNeeded = isNonNullType(arg.type) && arg.defaultValue === undefined;
      if (!isNeeded && !this.random.chance(0.2)) return [];
      return [`${arg.name}: ${this.value(arg.type, 0, arg)}`];
    });
    const args = given.length > 0 ? `(${given.join(", ")})` : "";
    const below = isCompositeType(named) ? ` ${this.selections(named, depth + 1)}` : "";
    return `${this.alias()}${field.name}${args}${this.directives()}${below}`;
  }

  alias() {
    return this.random.chance(0.12) ? `${this.random.of(["a", "b", "c", "id", "slug", "title"])}${this.random.below(9)}: ` : "";
  }

  directives() {
    const { random } = this;
    if (!random.chance(0.1)) return "";
    const one = (name) => {
      const condition = random.chance(0.5) ? String(random.chance(0.5)) : this.variable("Boolean!");
      return ` @${name}(if: ${condition})`;
    };
    return random.chance(0.15) ? one("skip") + one("include") : one(random.of(["skip", "include"]));
  }

  /** A type that something of another type may be of. */
  condition(type) {
    if (isAbstractType(type)) return this.random.of([type, ...this.schema.getPossibleTypes(type)]);
    const interfaces = isObjectType(type) ? type.getInterfaces() : [];
    return this.random.of([type, type, ...interfaces]);
  }

  inline(type, depth) {
    if (this.random.chance(0.25)) return `...${this.directives()} ${this.selections(type, depth + 1)}`;
    const on = this.condition(type);
    return `... on ${on}${this.directives()} ${this.selections(on, depth + 1)}`;
  }

  spread(type, depth) {
    const { random } = this;
    const known = this.fragments.filter((f) => f.type === type && f.isDone);
    if (known.length > 0 && random.chance(0.5)) return `...${random.of(known).name}${this.directives()}`;
    const on = this.condition(type);
    const fragment = { name: `F${this.fragments.length}`, type, isDone: false, text: "" };
    this.fragments.push(fragment);
    fragment.text = `fragment ${fragment.name} on ${on} ${this.selections(on, depth + 1)}`;
    fragment.isDone = true;
    return `...${fragment.name}${this.directives()}`;
  }

  /** A variable of a type, new or known. */
  variable(type, canBeLooser = false) {
    const { random } = this;
    const wanted = String(type);
    const known = [...this.variables].filter(([, v]) => String(v.type) === wanted);
    if (known.length > 0 && random.chance(0.5)) return `$${random.of(known)[0]}`;
    const name = `v${this.variables.size}`;
    let declared = typeof type === "string" ? this.typeOf(type) : type;
    let fallback = random.chance(0.25) ? this.constant(declared) : undefined;
    if (canBeLooser && isNonNullType(declared) && random.chance(0.3)) {
      // A default that is not null makes up for a type that may be.
      declared = getNullableType(declared);
      fallback = this.constant(declared);
    }
    this.variables.set(name, { type: declared, fallback });
    return `$${name}`;
  }

  typeOf(text) {
    const inner = this.schema.getDirective("skip").args[0].type;
    if (text === "Boolean!") return inner;
    throw new Error(text);
  }

  value(type, depth, argument) {
    if (depth < 3 && this.random.chance(0.2)) return this.variable(type, true);
    return this.literal(type, depth, (t) => this.value(t, depth + 1), argument);
  }

  constant(type) {
    return this.literal(getNullableType(type), 1, (t) => this.constant(t));
  }

  literal(type, depth, inner, argument) {
    const { random } = this;
    if (isNonNullType(type)) return this.literal(type.ofType, depth, inner, argument);
    if (depth > 0 && random.chance(0.03)) return "null";
    if (isListType(type)) {
      if (random.chance(0.2)) return this.literal(getNullableType(type.ofType), depth + 1, inner);
      const size = depth > 3 ? 0 : random.below(3);
      return `[${Array.from({ length: size }, () => inner(type.ofType)).join(random.of([", ", " "]))}]`;
    }
    if (isInputObjectType(type)) {
      let fields = Object.values(type.getFields());
      if (type.isOneOf) fields = [random.of(fields)];
      const given = fields.filter((f) => type.isOneOf || isNonNullType(f.type) || (depth < 4 && random.chance(0.25)));
      return `{${given.map((f) => `${f.name}: ${inner(type.isOneOf ? nonNull(f.type) : f.type)}`).join(", ")}}`;
    }
    if (isEnumType(type)) return random.of(type.getValues()).name;
    return this.scalar(type.name, argument);
  }

  scalar(name, argument) {
    const { random } = this;
    switch (name) {
      case "Int":
        return String(random.of([0, 1, 2, 3, 5, 10, 201, -1]));
      case "Float":
        return random.of(["0", "1.5", "-2e3"]);
      case "Boolean":
        return String(random.chance(0.5));
      case "Month":
        return JSON.stringify(random.of(MONTHS));
      case "ID":
        return random.chance(0.1) ? "12" : JSON.stringify(random.of(this.pool));
      default: {
        const text = random.of(this.pool);
        if (random.chance(0.1)) return `"""${text}"""`;
        return argument?.name === "prefix" ? JSON.stringify(text.slice(0, 3)) : JSON.stringify(text);
      }
    }
  }

  /** A value for a variable, as JSON. */
  json(type, depth) {
    const { random } = this;
    if (isNonNullType(type)) return this.json(type.ofType, depth + 10);
    if (depth < 10 && random.chance(0.08)) return null;
    const inner = (depth % 10) + 1;
    if (isListType(type)) {
      if (random.chance(0.15)) return this.json(nonNull(type.ofType), inner);
      return Array.from({ length: inner > 3 ? 0 : random.below(3) }, () => this.json(type.ofType, inner));
    }
    if (isInputObjectType(type)) {
      let fields = Object.values(type.getFields());
      if (type.isOneOf) fields = [random.of(fields)];
      const given = fields.filter((f) => type.isOneOf || isNonNullType(f.type) || (inner < 4 && random.chance(0.25)));
      return Object.fromEntries(given.map((f) => [f.name, this.json(type.isOneOf ? nonNull(f.type) : f.type, inner)]));
    }
    if (isEnumType(type)) return random.of(type.getValues()).name;
    switch (type.name) {
      case "Int":
        return random.of([0, 1, 2, 3, 10]);
      case "Float":
        return random.of([0, 1.5]);
      case "Boolean":
        return random.chance(0.5);
      case "Month":
        return random.of(MONTHS);
      default:
        return random.of(this.pool);
    }
  }
}

/** The type that may not be null, for `json` and `literal` alike. */
function nonNull(type) {
  return getNullableType(type);
}
