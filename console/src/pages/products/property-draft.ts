import type { DataType, PropertyInput } from '@thalamus/sdk';

export const dataTypes: readonly DataType[] = ['double', 'float', 'int32', 'int64', 'bool', 'enum', 'text'];

/** A property while it is being typed: everything is text until it is sent. */
export interface PropertyDraft {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly type: DataType;
  readonly unit: string;
  readonly min: string;
  readonly max: string;
  readonly values: string;
}

export type DraftProblem = 'id' | 'bounds' | 'values' | undefined;

let lastKey = 0;

export function emptyDraft(): PropertyDraft {
  lastKey += 1;
  return { key: lastKey, id: '', name: '', type: 'double', unit: '', min: '', max: '', values: '' };
}

export function isNumeric(type: DataType): boolean {
  return type === 'int32' || type === 'int64' || type === 'float' || type === 'double';
}

/** What stands in the way of sending it, by field; the API has the last word. */
export function draftProblem(draft: PropertyDraft): DraftProblem {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(draft.id.trim())) return 'id';
  if (draft.type === 'enum' && valuesOf(draft).length === 0) return 'values';
  if (isNumeric(draft.type) && draft.min.trim() !== '' && draft.max.trim() !== '' && Number(draft.min) > Number(draft.max)) return 'bounds';
  return undefined;
}

export function propertyOf(draft: PropertyDraft): PropertyInput {
  const numeric = isNumeric(draft.type);
  return {
    id: draft.id.trim(),
    type: draft.type,
    ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
    ...(draft.unit.trim() === '' || !numeric ? {} : { unit: draft.unit.trim() }),
    ...(draft.min.trim() === '' || !numeric ? {} : { min: Number(draft.min) }),
    ...(draft.max.trim() === '' || !numeric ? {} : { max: Number(draft.max) }),
    ...(draft.type === 'enum' ? { values: valuesOf(draft) } : {}),
  };
}

function valuesOf(draft: PropertyDraft): string[] {
  return draft.values
    .split(/[,，]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
