// Hot path: bench/ingest. A thing model compiled for checking values: one switch per value, no allocation for numbers.
import type { Json } from '#core/json.ts';
import type { Cell } from '#core/report-batch.ts';
import { type Property, type ThingModel, textLengthBytesMax } from '#core/thing-model.ts';

/** A property with what checking a value needs, in fields of fixed types. */
export interface CompiledProperty {
  readonly property: Property;
  readonly type: Property['type'];
  readonly min: number;
  readonly max: number;
  readonly lengthBytesMax: number;
  readonly values: ReadonlySet<string>;
  /** In words, for refusals: "a number from -40 to 120". */
  readonly expected: string;
}

export interface CompiledModel {
  readonly model: ThingModel;
  readonly properties: readonly CompiledProperty[];
  readonly index: ReadonlyMap<string, number>;
  readonly open: boolean;
}

export function compileModel(model: ThingModel): CompiledModel {
  const properties = model.properties.map(compileProperty);
  const index = new Map(model.properties.map((property, i) => [property.id, i]));
  return { model, properties, index, open: model.mode === 'open' };
}

function compileProperty(property: Property): CompiledProperty {
  const whole = property.type === 'int32' || property.type === 'int64';
  const bounds: readonly [number, number] =
    property.type === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : whole ? [-(2 ** 63), 2 ** 63] : floatBounds(property);
  const min = Math.max(property.min ?? Number.NEGATIVE_INFINITY, bounds[0]);
  const max = Math.min(property.max ?? Number.POSITIVE_INFINITY, bounds[1]);
  const lengthBytesMax = property.length ?? textLengthBytesMax;
  return {
    property,
    type: property.type,
    min,
    max,
    lengthBytesMax,
    values: new Set(property.values),
    expected: inWords(property, lengthBytesMax),
  };
}

function floatBounds(property: Property): readonly [number, number] {
  return property.type === 'float' ? [-3.4028235e38, 3.4028235e38] : [-Number.MAX_VALUE, Number.MAX_VALUE];
}

function inWords(property: Property, lengthBytesMax: number): string {
  const range =
    property.min === undefined && property.max === undefined ? '' : ` from ${property.min ?? 'any'} to ${property.max ?? 'any'}`;
  switch (property.type) {
    case 'int32':
    case 'int64':
      return `a whole number${range} (${property.type}${property.type === 'int64' ? '; beyond 2^53 as text' : ''})`;
    case 'float':
    case 'double':
      return `a number${range}`;
    case 'bool':
      return 'true or false';
    case 'enum':
      return `one of ${(property.values ?? []).slice(0, 20).join(', ')}`;
    case 'text':
      return `text of at most ${lengthBytesMax} bytes`;
  }
}

/** Marks a value of the wrong type, and one of the right type but out of range. */
export const wrongType: unique symbol = Symbol('wrong type');
export const outOfRange: unique symbol = Symbol('out of range');

/** The cell that a JSON value gives, or what is wrong with it. An int64 beyond 2^53 comes and stays as text. */
export function checkValue(property: CompiledProperty, value: Json): Cell | typeof wrongType | typeof outOfRange {
  switch (property.type) {
    case 'double':
    case 'float':
      if (typeof value !== 'number') return wrongType;
      return value >= property.min && value <= property.max ? value : outOfRange;
    case 'int32':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType;
      return value >= property.min && value <= property.max ? value : outOfRange;
    case 'int64':
      return checkInt64(property, value);
    case 'bool':
      if (typeof value === 'boolean') return value;
      return value === 1 ? true : value === 0 ? false : wrongType;
    case 'enum':
      if (typeof value !== 'string') return wrongType;
      return property.values.has(value) ? value : outOfRange;
    case 'text':
      if (typeof value !== 'string') return wrongType;
      return value.length <= property.lengthBytesMax && Buffer.byteLength(value) <= property.lengthBytesMax ? value : outOfRange;
  }
}

function checkInt64(property: CompiledProperty, value: Json): Cell | typeof wrongType | typeof outOfRange {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return wrongType;
    return value >= property.min && value <= property.max ? value : outOfRange;
  }
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return wrongType;
  const whole = BigInt(value);
  if (BigInt.asIntN(64, whole) !== whole || Number(whole) < property.min || Number(whole) > property.max) return outOfRange;
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole);
}
