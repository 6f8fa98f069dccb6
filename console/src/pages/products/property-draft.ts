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
  /** Longest text in bytes. */
  readonly length: string;
}

export type DraftProblem = 'id' | 'bounds' | 'values' | 'length' | undefined;

/** Longest text the API lets a property have, in bytes. */
export const textLengthBytesMax = 10_240;

let lastKey = 0;

export function emptyDraft(): PropertyDraft {
  lastKey += 1;
  return { key: lastKey, id: '', name: '', type: 'double', unit: '', min: '', max: '', values: '', length: '' };
}

export function isNumeric(type: DataType): boolean {
  return type === 'int32' || type === 'int64' || type === 'float' || type === 'double';
}

/** What stands in the way of sending it, by field; the API has the last word. */
export function draftProblem(draft: PropertyDraft): DraftProblem {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(draft.id.trim())) return 'id';
  if (draft.type === 'enum' && valuesOf(draft).length === 0) return 'values';
  if (draft.type === 'text' && !isLength(draft.length.trim())) return 'length';
  if (isNumeric(draft.type) && areReversed(draft.min, draft.max)) return 'bounds';
  return undefined;
}

/** True when both bounds are typed and the smaller is the larger. */
export function areReversed(min: string, max: string): boolean {
  return min.trim() !== '' && max.trim() !== '' && Number(min) > Number(max);
}

function isLength(text: string): boolean {
  return text === '' || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= textLengthBytesMax);
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
    ...(draft.type === 'text' && draft.length.trim() !== '' ? { length: Number(draft.length) } : {}),
  };
}

function valuesOf(draft: PropertyDraft): string[] {
  return draft.values
    .split(/[,，]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
