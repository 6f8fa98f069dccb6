import { z } from 'zod';
import { propertyName } from './names.ts';

/** Data types of a property, by their TSL names. `text` is bounded by `length` (UTF-8 bytes), `enum` by `values`. */
export const dataTypes = ['int32', 'int64', 'float', 'double', 'bool', 'enum', 'text'] as const;
export type DataType = (typeof dataTypes)[number];

/** Longest text value that a property takes, in UTF-8 bytes, when its model names no smaller `length`. */
export const textLengthBytesMax = 10_240;

/** Most properties that one product may have. */
export const propertiesPerProductMax = 500;

/** One property of a thing model: what a device reports or can be told. */
export const propertySchema = z
  .strictObject({
    id: propertyName.describe('Identifier: the JSON key the device sends and the SQL column'),
    name: z.string().min(1).max(128).optional().describe('Name shown to people'),
    type: z.enum(dataTypes),
    unit: z.string().max(32).optional().describe('Unit as shown: °C, kPa, 1/min'),
    min: z.number().optional().describe('Smallest value accepted (numbers only)'),
    max: z.number().optional().describe('Largest value accepted (numbers only)'),
    length: z.int().min(1).max(textLengthBytesMax).optional().describe('Longest text in UTF-8 bytes (text only)'),
    values: z.array(z.string().min(1).max(128)).min(1).max(256).optional().describe('Allowed values (enum only)'),
    access: z.enum(['r', 'rw']).default('r').describe('r: reported by the device; rw: can also be desired'),
  })
  .refine((p) => p.type !== 'enum' || p.values !== undefined, { error: 'an enum needs its values', path: ['values'] })
  .refine((p) => p.min === undefined || p.max === undefined || p.min <= p.max, { error: 'max must not be below min', path: ['max'] })
  .meta({ id: 'Property' });
export type Property = z.infer<typeof propertySchema>;

/** What a product does with keys its model does not name: refuse the report, or keep them in `extra`. */
export const productModes = ['strict', 'open'] as const;
export type ProductMode = (typeof productModes)[number];

/** The properties of one kind of device, in table order; only ever grows within a product's life. */
export interface ThingModel {
  readonly version: number;
  readonly mode: ProductMode;
  readonly properties: readonly Property[];
}
