import { IconCheck } from '@tabler/icons-react';
import type { Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/language.tsx';

interface PropertyChoiceProps {
  readonly properties: readonly Property[];
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}

export function PropertyChoice({ properties, chosen, onChange }: PropertyChoiceProps): ReactNode {
  const m = useMessages().device;
  return (
    <fieldset className="property-choice" aria-label={m.properties}>
      {properties.map((property) => {
        const on = chosen.includes(property.id);
        return (
          <button
            key={property.id}
            type="button"
            aria-pressed={on}
            onClick={() => onChange(on ? chosen.filter((id) => id !== property.id) : [...chosen, property.id])}
          >
            {on && <IconCheck size={14} aria-hidden />}
            {property.name ?? property.id}
          </button>
        );
      })}
    </fieldset>
  );
}
