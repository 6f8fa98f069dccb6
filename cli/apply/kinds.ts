import type { Kind } from './kind.ts';
import { productKind } from './kinds/product.ts';
import { roleKind } from './kinds/role.ts';
import { serviceAccountKind } from './kinds/service-account.ts';
import { spaceKind } from './kinds/space.ts';

/** Every kind that files may declare, each after those that it refers to. */
export const kinds: readonly Kind[] = [productKind, spaceKind, roleKind, serviceAccountKind];

/** The kind of that name. */
export function kindNamed(name: unknown): Kind | undefined {
  return kinds.find((kind) => kind.name === name);
}
