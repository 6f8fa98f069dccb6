import { z } from 'zod';
import { unrestricted } from '#core/access/access.ts';
import { productName } from '#core/names.ts';
import { defineRoute, type Route } from '#core/route.ts';
import {
  defaultProduct,
  newProductSchema,
  type Product,
  productChangeSchema,
  productListQuery,
  productPage,
  productSchema,
} from './product.ts';
import type { ProductService } from './product-service.ts';

/** Largest body of a product: hundreds of properties with their enum values. */
const productBodyBytesMax = 1_048_576;

const params = z.object({ product: productName });
const pump: Product = { ...defaultProduct, label: 'Pump', version: 1, devices: 2, createdAt: '2026-01-01T00:00:00.000Z' };
const flow = { id: 'flow', name: 'Flow', type: 'double', unit: 'm³/h', min: 0, access: 'r' } as const;

/** The HTTP face of products. */
export function productRoutes(service: ProductService): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/products',
      id: 'listProducts',
      tag: 'Products',
      summary: 'List products',
      description: 'In order of names; filtered by any condition (see [filters](filters.md)).',
      permission: 'product.read',
      scope: 'tenant',
      query: productListQuery,
      response: productPage,
      example: { response: { items: [pump], next: null, total: 1 } },
      handle: ({ tenant, access, query }) => service.list(tenant, access, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/products',
      id: 'createProduct',
      tag: 'Products',
      summary: 'Make a product',
      description: 'A product is a kind of device: it names the properties its devices report. It gets a table of its own.',
      permission: 'product.write',
      scope: 'tenant',
      body: newProductSchema,
      response: productSchema,
      status: 201,
      bodyBytesMax: productBodyBytesMax,
      audit: { type: 'product', id: ({ body }) => body.name, after: recorded },
      example: { body: defaultProduct, response: { ...pump, devices: 0 } },
      handle: ({ tenant, body }) => service.create(tenant, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/products/{product}',
      id: 'getProduct',
      tag: 'Products',
      summary: 'Read a product',
      permission: 'product.read',
      scope: 'tenant',
      versioned: true,
      params,
      response: productSchema,
      example: { response: pump },
      handle: async ({ tenant, access, params, setVersion }) => told(await service.get(tenant, access, params.product), setVersion),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/products/{product}',
      id: 'updateProduct',
      tag: 'Products',
      summary: 'Change a product',
      description: 'Properties can be added, and their name, unit and range changed; none is removed and no type changes.',
      permission: 'product.write',
      scope: 'tenant',
      // A property that was added can't be added again.
      repeat: 'refused',
      versioned: true,
      params,
      body: productChangeSchema,
      response: productSchema,
      bodyBytesMax: productBodyBytesMax,
      audit: {
        type: 'product',
        before: async ({ tenant, params }) => recorded(await service.get(tenant, unrestricted, params.product)),
        after: recorded,
      },
      example: {
        body: { addProperties: [flow], properties: [{ id: 'temperature', max: 150 }] },
        response: { ...pump, version: 2, properties: [...pump.properties, flow] },
      },
      handle: async ({ tenant, access, params, body, expected, setVersion }) =>
        told(await service.update(tenant, access, params.product, body, expected), setVersion),
    }),
  ];
}

// How many devices a product has is no part of it.
function recorded({ devices: _devices, ...product }: Product) {
  return product;
}

function told(product: Product, setVersion: (version: number) => void): Product {
  setVersion(product.version);
  return product;
}
