import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

/** How tightly a type holds together: what is looser than its place asks for goes into brackets. */
const tightness = { union: 0, intersection: 1, array: 2, atom: 3 } as const;
interface Typed {
  readonly text: string;
  readonly tight: number;
}

/** A JSON Schema (2020-12, as our documents use it) as a TypeScript type; what is in it is indented by `indent` and more. */
export function typeText(schema: Json, indent = ''): string {
  return typed(schema, indent).text;
}

/** A comment of one or several lines; '' for no text. */
export function commentText(text: string, indent: string): string {
  const lines = text.trim().replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return lines[0] === '' ? '' : `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function typed(schema: Json, indent: string): Typed {
  if (!isJsonObject(schema)) return atom(schema === false ? 'never' : 'unknown');
  const { $ref, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return atom($ref.slice($ref.lastIndexOf('/') + 1));
  if (schema.const !== undefined) return atom(literal(schema.const));
  if (Array.isArray(values)) return union(values.map((value) => atom(literal(value))));
  const options = anyOf ?? oneOf;
  if (Array.isArray(options)) return union(options.map((option) => typed(option, indent)));
  if (Array.isArray(allOf)) return intersection(allOf.map((part) => typed(part, indent)));
  if (Array.isArray(type)) return union(type.map((one) => typed({ ...schema, type: one }, indent)));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return atom(type);
    case 'number':
    case 'integer':
      return atom('number');
    case 'array':
      return arrayType(schema, indent);
    case 'object':
      return objectType(schema, indent);
    default:
      return atom('unknown');
  }
}

function arrayType({ items, prefixItems }: JsonObject, indent: string): Typed {
  const rest = items === undefined ? atom('unknown') : typed(items, indent);
  const many = `${within(rest, tightness.atom)}[]`;
  if (!Array.isArray(prefixItems)) return { text: `readonly ${many}`, tight: tightness.array };
  const places = prefixItems.map((item) => typeText(item, indent));
  return { text: `readonly [${[...places, ...(items === undefined ? [] : [`...${many}`])].join(', ')}]`, tight: tightness.array };
}

function objectType(schema: JsonObject, indent: string): Typed {
  const { properties, additionalProperties } = schema;
  const more = additionalProperties === false ? undefined : additionalProperties;
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return recordType(schema, more, indent);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const type = typeText(field, inner);
    // A caller may pass what it has or has not.
    const told = required.includes(name) ? `: ${type}` : `?: ${type} | undefined`;
    return `${commentText(aboutOf(field), inner)}${inner}readonly ${keyText(name)}${told};\n`;
  });
  const own = atom(`{\n${fields.join('')}${indent}}`);
  return more === undefined ? own : intersection([own, recordType(schema, more, indent)]);
}

function recordType({ propertyNames, required }: JsonObject, values: Json | undefined, indent: string): Typed {
  const keys = isJsonObject(propertyNames) ? typeText(propertyNames, indent) : 'string';
  const value = typeText(values ?? true, indent);
  // Not Record<string, …>, in which a type may not name itself.
  if (keys === 'string') return atom(`{ readonly [key: string]: ${value} }`);
  const complete = Array.isArray(required) && required.length > 0;
  return atom(complete ? `Readonly<Record<${keys}, ${value}>>` : `Readonly<Partial<Record<${keys}, ${value}>>>`);
}

function aboutOf(field: Json): string {
  if (!isJsonObject(field)) return '';
  const { description, default: fallback } = field;
  const told = typeof description === 'string' ? [description] : [];
  return [...told, ...(fallback === undefined ? [] : [`Default: \`${JSON.stringify(fallback)}\``])].join('\n');
}

function union(types: readonly Typed[]): Typed {
  const distinct = [...new Map(types.map((type) => [type.text, type])).values()];
  if (distinct.length === 1 && distinct[0] !== undefined) return distinct[0];
  return { text: distinct.map((type) => type.text).join(' | '), tight: tightness.union };
}

function intersection(types: readonly Typed[]): Typed {
  if (types.length === 1 && types[0] !== undefined) return types[0];
  return { text: types.map((type) => within(type, tightness.intersection)).join(' & '), tight: tightness.intersection };
}

function within({ text, tight }: Typed, least: number): string {
  return tight < least ? `(${text})` : text;
}

function atom(text: string): Typed {
  return { text, tight: tightness.atom };
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}

function literal(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
