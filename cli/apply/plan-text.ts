import { printable } from '../printable.ts';
import type { FilePlace } from './declaration.ts';
import type { FieldChange } from './difference.ts';
import type { Plan, Step } from './plan.ts';

const marks = { create: '+', change: '~', delete: '-' } as const;
/** Longest value that a plan shows whole. */
const shownCharsMax = 120;

/** A plan for people: a line per thing, below it a line per field. */
export function planText(plan: Plan): string {
  const { steps, refusals, kept } = plan;
  const lines = steps.flatMap((step) => [
    `${marks[step.action]} ${titleOf(step)}`,
    ...step.changes.map((each) => `    ${changeText(step, each)}`),
  ]);
  for (const { kind, name } of kept) lines.push(`  ${kind.name} ${name} stays: the platform removes no ${kind.name}`);
  for (const { kind, name, declaration, field, reason } of refusals) {
    lines.push(`! ${kind.name} ${name} (${placeText(declaration)}) can’t be changed that way`, `    ${field}: ${reason}`);
  }
  return [...lines, summary(plan)].map((line) => `${printable(line)}\n`).join('');
}

/** A plan for programs. */
export function planJson({ steps, refusals, kept, unchanged }: Plan): Readonly<Record<string, unknown>> {
  return {
    steps: steps.map((step) => ({
      action: step.action,
      kind: step.kind.name,
      name: step.name,
      ...('declaration' in step ? placeOf(step.declaration) : {}),
      changes: step.changes.map(({ field, from, to }) => ({ field, from: from ?? null, to: to ?? null })),
    })),
    refusals: refusals.map(({ kind, name, declaration, field, reason }) => ({
      kind: kind.name,
      name,
      ...placeOf(declaration),
      field,
      reason,
    })),
    kept: kept.map(({ kind, name }) => ({ kind: kind.name, name })),
    unchanged,
  };
}

/** `product pump`. */
export function titleOf({ kind, name }: Pick<Step, 'kind' | 'name'>): string {
  return `${kind.name} ${name}`;
}

/** `plant.yaml:12:3`. */
export function placeText({ file, line, column }: FilePlace): string {
  return `${file}:${line}:${column}`;
}

function placeOf({ file, line, column }: FilePlace): FilePlace {
  return { file, line, column };
}

function summary({ steps, refusals, kept, unchanged }: Plan): string {
  const count = (action: Step['action']): number => steps.filter((step) => step.action === action).length;
  const counts = [
    [count('create'), 'to create'],
    [count('change'), 'to change'],
    [count('delete'), 'to delete'],
    [refusals.length, 'refused'],
    [kept.length, 'kept'],
    [unchanged, 'unchanged'],
  ] as const;
  const said = counts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return steps.length + refusals.length === 0 ? `Nothing to do: ${said.join(', ') || 'nothing declared'}.` : `Plan: ${said.join(', ')}.`;
}

function changeText(step: Step, { field, from, to }: FieldChange): string {
  if (step.action === 'create') return `${field}: ${valueText(to)}`;
  if (isTexts(from ?? []) && isTexts(to ?? []) && (from !== undefined || to !== undefined)) {
    const [before, after] = [texts(from), texts(to)];
    const moved = [
      ...after.filter((each) => !before.includes(each)).map((each) => `+${each}`),
      ...before.filter((each) => !after.includes(each)).map((each) => `-${each}`),
    ];
    if (moved.length > 0) return `${field}: ${cut(moved.join(' '))}`;
  }
  return `${field}: ${from === undefined ? '–' : valueText(from)} → ${to === undefined ? '–' : valueText(to)}`;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return cut(JSON.stringify(value) ?? '–');
  if (Array.isArray(value)) return cut(value.map(valueText).join(', '));
  return cut(
    `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${valueText(each)}`)
      .join(', ')}}`,
  );
}

function cut(text: string): string {
  return text.length <= shownCharsMax ? text : `${text.slice(0, shownCharsMax)}…`;
}
