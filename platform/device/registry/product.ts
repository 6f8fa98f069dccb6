import { z } from 'zod';
import { filterQuery } from '#core/filter/filter.ts';
import { productName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { productModes, propertiesPerProductMax, propertySchema } from '#core/thing-model.ts';
import { propertyChangeSchema } from '../model/model.ts';
import { productVocabulary } from './product-filter.ts';
import { labelText } from './text.ts';

/** A product as the API shows it. */
export const productSchema = z
  .object({
    name: z.string(),
    label: z.string().nullable(),
    mode: z.enum(productModes).describe('strict refuses keys the product does not name; open keeps them'),
    version: z.int().describe('Grows with every change; also the ETag'),
    properties: z.array(propertySchema),
    devices: z.int().describe('Devices of this product'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof productSchema>;

export const productPage = pageOf(productSchema)
  .extend({ total: z.int().describe('Products that fit the filter, on all pages') })
  .meta({ id: 'ProductPage' });
export const productListQuery = pageQuery.extend({ filter: filterQuery(productVocabulary) });
export type ProductListQuery = z.infer<typeof productListQuery>;

export const newProductSchema = z
  .strictObject({
    // The view with the newest values of product p is named p_latest.
    name: productName.refine((name) => !name.endsWith('_latest'), 'a name that does not end in _latest'),
    label: labelText.optional(),
    mode: z.enum(productModes).default('open'),
    properties: z.array(propertySchema).max(propertiesPerProductMax).default([]),
  })
  .meta({ id: 'ProductInput' });
export type NewProduct = z.infer<typeof newProductSchema>;

export const productChangeSchema = z
  .strictObject({
    label: labelText.nullable().optional(),
    mode: z.enum(productModes).optional(),
    addProperties: z
      .array(propertySchema)
      .max(propertiesPerProductMax)
      .optional()
      .describe('New properties; existing ones keep their type and stay'),
    properties: z
      .array(propertyChangeSchema)
      .max(propertiesPerProductMax)
      .optional()
      .describe('Changes of name, unit, min or max; null removes'),
  })
  .meta({ id: 'ProductPatch' });
export type ProductChange = z.infer<typeof productChangeSchema>;

/** The product every fresh tenant starts with. */
export const defaultProduct: NewProduct = {
  name: 'pump',
  label: 'Pump',
  mode: 'open',
  properties: [
    { id: 'temperature', name: 'Temperature', type: 'double', unit: '°C', access: 'r' },
    { id: 'pressure', name: 'Pressure', type: 'double', unit: 'kPa', access: 'r' },
    { id: 'rpm', name: 'Speed', type: 'int32', unit: '1/min', access: 'r' },
  ],
};
