import type { LiveValue, Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';

/** The newest value of every property with its unit and age; a change moves nothing but the digits. */
export function ValueTiles(props: { properties: readonly Property[]; values: Readonly<Record<string, LiveValue>> }): ReactNode {
  const m = useMessages().device;
  const format = useFormat();
  return (
    <section className="tiles" aria-label={m.lastValues}>
      {props.properties.map((property) => {
        const last = props.values[property.id];
        return (
          <div key={property.id} className="tile">
            <div className="tile-head">
              <div className="tile-name" title={property.name ?? property.id}>
                {property.name ?? property.id}
              </div>
              {last ? <Fresh at={last.ts} align="end" /> : <span className="fresh">{m.noSuchProperty}</span>}
            </div>
            <div className="tile-value" data-testid={`value-${property.id}`}>
              {format.value(last?.value, property.type === 'double' || property.type === 'float')}{' '}
              {property.unit && <small>{property.unit}</small>}
            </div>
          </div>
        );
      })}
    </section>
  );
}
