import { type Document, isDocument, isMap, isNode, isScalar, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import type { Kind, Named } from './kind.ts';
import { kindNamed, kinds } from './kinds.ts';
import type { Source } from './source.ts';

/** Most documents of one command; more is refused. */
const declarationsMax = 10_000;
/** How often the anchors of one document may be used; a document that grows by them beyond it is refused. */
const aliasesMax = 100;

/** A place in a file; lines and columns count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong at a place. */
export interface FileFault extends FilePlace {
  readonly what: string;
}

/** A thing that a file declares. */
export interface Declaration extends FilePlace {
  readonly kind: Kind;
  readonly spec: Named;
  /** Where a field of it stands, or the nearest thing around it that does. */
  place(path: readonly PropertyKey[]): FilePlace;
}

/** Reads all documents of all files; everything that is wrong with them is returned instead of thrown. */
export function readDeclarations(sources: readonly Source[]): {
  readonly declarations: readonly Declaration[];
  readonly faults: readonly FileFault[];
} {
  const faults: FileFault[] = [];
  const declarations = new Map<string, Declaration>();
  for (const { name: file, text } of sources) {
    const lines = new LineCounter();
    for (const document of parse(text, lines)) {
      const outcome = declarationOf(document, file, lines);
      if (outcome === undefined) continue;
      if ('faults' in outcome) faults.push(...outcome.faults);
      else {
        const key = `${outcome.kind.name} ${outcome.spec.name}`;
        const before = declarations.get(key);
        if (before !== undefined) faults.push({ ...at(outcome), what: `${key} is declared in ${before.file}:${before.line} already` });
        else if (declarations.size === declarationsMax)
          return { declarations: [], faults: [{ ...at(outcome), what: `expected at most ${declarationsMax} documents` }] };
        else declarations.set(key, outcome);
      }
    }
  }
  return { declarations: [...declarations.values()], faults };
}

function parse(text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
  return documents.filter((each) => isDocument(each)) as readonly Document.Parsed[];
}

function declarationOf(
  document: Document.Parsed,
  file: string,
  lines: LineCounter,
): Declaration | { readonly faults: readonly FileFault[] } | undefined {
  const placeAt = (offset: number): FilePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const place = (path: readonly PropertyKey[]): FilePlace => placeAt(offsetOf(document, path));
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    ...placeAt(pos[0]),
    what: `YAML: ${message}`,
  }));
  if (broken.length > 0) return { faults: broken };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return undefined;
  const top = place([]);
  if (!isMap(document.contents)) return { faults: [{ ...top, what: 'expected a document of fields such as `kind: product`' }] };
  const kind = kindNamed(document.get('kind'));
  if (kind === undefined) return { faults: [{ ...place(['kind']), what: `expected kind: ${kinds.map(({ name }) => name).join(' or ')}` }] };
  const { value, problem } = plainOf(document);
  if (problem !== undefined) return { faults: [{ ...top, what: problem }] };
  const { kind: _, ...fields } = value;
  const parsed = kind.schema.safeParse(fields);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, place)) };
  return { ...top, kind, spec: parsed.data, place };
}

function plainOf(document: Document.Parsed): { readonly value: Readonly<Record<string, unknown>>; readonly problem?: string } {
  try {
    return { value: document.toJS({ maxAliasCount: aliasesMax }) };
  } catch (error) {
    return { value: {}, problem: `expected aliases that can be followed (${error instanceof Error ? error.message : error})` };
  }
}

function faultsOf(issue: z.core.$ZodIssue, place: (path: readonly PropertyKey[]) => FilePlace): readonly FileFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...place([...issue.path, key]),
      what: `there is no field ${[...issue.path, key].join('.')}`,
    }));
  }
  const field = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('received undefined');
  return [{ ...place(issue.path), what: `${field}: ${missing ? 'it is missing' : issue.message.replace(/^Invalid \w+: /, '')}` }];
}

/** Where the key or the value of a path begins; of the longest part of the path that is there. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? startOf(node) : 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      offset = startOf(pair.key as Node);
      node = pair.value;
    } else {
      const item: unknown = isNode(node) && 'items' in node && Array.isArray(node.items) ? node.items[Number(key)] : undefined;
      if (!isNode(item)) break;
      offset = startOf(item);
      node = item;
    }
  }
  return offset;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function at({ file, line, column }: FilePlace): FilePlace {
  return { file, line, column };
}
