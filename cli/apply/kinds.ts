import type { Kind } from './kind.ts';
import { productKind } from './kinds/product.ts';

/** Every kind that files may declare, each after those that it refers to. */
export const kinds: readonly Kind[] = [productKind];

/** The kind of that name. */
export function kindNamed(name: unknown): Kind | undefined {
  return kinds.find((kind) => kind.name === name);
}
