import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';

interface PropertyTableProps {
  readonly properties: readonly Property[];
  /** Left out for who may only read. */
  readonly onEdit: ((id: string) => void) | undefined;
}

export function PropertyTable({ properties, onEdit }: PropertyTableProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const accepted = ({ min, max, values, length }: Property): string => {
    if (values) return values.join(', ');
    if (length !== undefined) return `≤ ${format.integer(length)} B`;
    if (min !== undefined && max !== undefined) return `${format.value(min)} … ${format.value(max)}`;
    if (min !== undefined) return `≥ ${format.value(min)}`;
    return max === undefined ? '–' : `≤ ${format.value(max)}`;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="table-scroll" tabIndex={0} aria-label={m.products.properties}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{m.products.id}</th>
            <th scope="col">{m.products.displayName}</th>
            <th scope="col">{m.common.type}</th>
            <th scope="col">{m.common.unit}</th>
            <th scope="col" className="right">
              {m.products.limits}
            </th>
            {onEdit && (
              <th scope="col" className="shrink">
                <VisuallyHidden>{m.common.actions}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {properties.map((property) => (
            <tr key={property.id}>
              <td className="mono">{property.id}</td>
              <td>{property.name ?? <span className="dim">–</span>}</td>
              <td>
                {m.products.types[property.type]} <span className="dim mono">{property.type}</span>
              </td>
              <td>{property.unit ?? <span className="dim">–</span>}</td>
              <td className="right">{accepted(property)}</td>
              {onEdit && (
                <td className="shrink">
                  <ActionIcon aria-label={m.products.editProperty(property.id)} onClick={() => onEdit(property.id)}>
                    <IconPencil size={16} aria-hidden />
                  </ActionIcon>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
