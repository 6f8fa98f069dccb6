import type { Client } from '@thalamus/sdk';
import type { Declaration } from './declaration.ts';
import { differences, type FieldChange } from './difference.ts';
import { said } from './fields.ts';
import type { Kind, Named } from './kind.ts';
import { kinds } from './kinds.ts';
import { inOrder } from './order.ts';

interface About {
  readonly kind: Kind;
  readonly name: string;
}

/** One call to make. */
export type Step =
  | (About & { readonly action: 'create'; readonly changes: readonly FieldChange[]; readonly declaration: Declaration })
  | (About & {
      readonly action: 'change';
      readonly changes: readonly FieldChange[];
      readonly declaration: Declaration;
      readonly before: Named;
    })
  | (About & { readonly action: 'delete'; readonly changes: readonly []; readonly before: Named });

/** A difference that the platform can't take away. */
export interface Refusal extends About {
  readonly declaration: Declaration;
  readonly field: string;
  readonly reason: string;
}

/** What has to be done so that the platform is as declared. */
export interface Plan {
  /** In the order in which they are done. */
  readonly steps: readonly Step[];
  readonly refusals: readonly Refusal[];
  /** Things that no file declares and that stay although they were to be removed: the platform removes none of that kind. */
  readonly kept: readonly About[];
  readonly unchanged: number;
}

/** Compares what is declared with what is there; changes nothing. With `prune`, what is there of a declared kind and not declared is removed. */
export async function planOf(client: Client, declarations: readonly Declaration[], prune: boolean): Promise<Plan> {
  const steps: Step[] = [];
  const refusals: Refusal[] = [];
  const kept: About[] = [];
  const removals: Step[] = [];
  let unchanged = 0;
  for (const kind of kinds) {
    const declared = declarations.filter((each) => each.kind === kind);
    if (declared.length === 0) continue;
    const live = new Map<string, Named>();
    for await (const spec of kind.list(client)) live.set(spec.name, spec);
    for (const declaration of inOrder(declared, ({ spec }) => [spec.name, kind.parent?.(spec)])) {
      const { name } = declaration.spec;
      const there = live.get(name);
      live.delete(name);
      const changes = differences(said(there ?? {}), said(declaration.spec));
      const refused = there === undefined ? [] : refusalsOf(kind, changes);
      refusals.push(...refused.map((each) => ({ kind, name, declaration, ...each })));
      if (changes.length === 0) unchanged += 1;
      else if (there === undefined)
        steps.push({ action: 'create', kind, name, changes: changes.filter(({ field }) => field !== 'name'), declaration });
      else if (refused.length === 0) steps.push({ action: 'change', kind, name, changes, declaration, before: there });
    }
    if (!prune) continue;
    const undeclared = [...live.values()].filter((spec) => kind.fixed?.(spec) === undefined);
    for (const before of inOrder(undeclared, (spec) => [spec.name, kind.parent?.(spec)])) {
      const about = { kind, name: before.name };
      if (kind.remove === undefined) kept.push(about);
      else removals.push({ ...about, action: 'delete', changes: [], before });
    }
  }
  // What stands in something goes before it.
  return { steps: [...steps, ...removals.reverse()], refusals, kept, unchanged };
}

function refusalsOf(kind: Kind, changes: readonly FieldChange[]) {
  return changes.flatMap((change) => {
    const reason = kind.refusal?.(change);
    return reason === undefined ? [] : [{ field: change.field, reason }];
  });
}
