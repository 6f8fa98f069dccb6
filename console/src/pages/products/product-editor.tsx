import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ProductInput, ProductMode } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { draftProblem, emptyDraft, type PropertyDraft, propertyOf } from './property-draft.ts';
import { PropertyFields } from './property-fields.tsx';

/** A new product while it is being typed. */
export interface ProductDraft {
  readonly name: string;
  readonly mode: ProductMode;
  readonly properties: readonly PropertyDraft[];
}

/** State of a `ProductEditor`: `submit` gives what to send, or undefined after pointing at what is wrong. */
export function useProductDraft(): {
  readonly draft: ProductDraft;
  readonly checked: boolean;
  readonly setDraft: (draft: ProductDraft) => void;
  readonly submit: () => ProductInput | undefined;
} {
  const [draft, setDraft] = useState<ProductDraft>(() => ({ name: '', mode: 'open', properties: [emptyDraft()] }));
  const [checked, setChecked] = useState(false);
  const submit = (): ProductInput | undefined => {
    setChecked(true);
    const named = draft.properties.filter((property) => property.id.trim() !== '' || draft.properties.length > 1);
    if (!isProductName(draft.name.trim()) || named.some((property) => draftProblem(property) !== undefined)) return undefined;
    return { name: draft.name.trim(), mode: draft.mode, properties: named.map(propertyOf) };
  };
  return { draft, checked, setDraft, submit };
}

function isProductName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,47}$/.test(name);
}

export function ProductEditor({ draft, checked, setDraft }: Omit<ReturnType<typeof useProductDraft>, 'submit'>): ReactNode {
  const m = useMessages().products;
  const change = (changed: PropertyDraft) =>
    setDraft({ ...draft, properties: draft.properties.map((each) => (each.key === changed.key ? changed : each)) });
  return (
    <div className="form">
      <TextInput
        label={m.productName}
        description={m.productNameHint}
        placeholder="pump"
        classNames={{ input: 'mono' }}
        maw={360}
        autoComplete="off"
        spellCheck={false}
        data-testid="product-name"
        value={draft.name}
        error={checked && !isProductName(draft.name.trim()) && m.nameProblem}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <ModeChoice mode={draft.mode} onChange={(mode) => setDraft({ ...draft, mode })} />
      <div className="property-list">
        <h2 className="plain-h2">{m.properties}</h2>
        {draft.properties.map((property) => (
          <PropertyFields
            key={property.key}
            draft={property}
            checked={checked && (property.id !== '' || draft.properties.length > 1)}
            onChange={change}
            onRemove={() => setDraft({ ...draft, properties: draft.properties.filter((each) => each.key !== property.key) })}
          />
        ))}
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setDraft({ ...draft, properties: [...draft.properties, emptyDraft()] })}
          >
            {m.addProperty}
          </Button>
        </div>
      </div>
    </div>
  );
}
