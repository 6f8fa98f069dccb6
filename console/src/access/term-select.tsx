import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';

const dayMs = 86_400_000;

/** When a term chosen now ends; undefined for one that has no end. A term is `never`, or a number of days. */
export function endOfTerm(term: string): string | undefined {
  return term === 'never' ? undefined : new Date(Date.now() + Number(term) * dayMs).toISOString();
}

interface TermSelectProps {
  readonly label: string;
  /** Texts by term. */
  readonly terms: Readonly<Record<string, string>>;
  readonly value: string;
  readonly onChange: (term: string) => void;
}

/** How long something holds. */
export function TermSelect({ label, terms, value, onChange }: TermSelectProps): ReactNode {
  // Keys that look like numbers come first in an object: `never` is where one looks for it, on top.
  const keys = Object.keys(terms).sort((a, b) => (a === 'never' ? 0 : Number(a)) - (b === 'never' ? 0 : Number(b)));
  return (
    <NativeSelect
      label={label}
      data={keys.map((key) => ({ value: key, label: terms[key] ?? key }))}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
