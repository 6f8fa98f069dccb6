import type { ReactNode } from 'react';
import { TextLink } from '../ui/link.tsx';
import { useMay } from './may.ts';

/** A product's name, as a link for those who may see products. */
export function ProductLink({ product, quiet = false, text }: { product: string; quiet?: boolean; text?: string }): ReactNode {
  const may = useMay();
  if (!may('product.read')) return text === undefined ? product : null;
  return (
    <TextLink to="/products/$product" params={{ product }} {...(quiet ? { c: 'dimmed' } : { underline: 'always' as const })}>
      {text ?? product}
    </TextLink>
  );
}
