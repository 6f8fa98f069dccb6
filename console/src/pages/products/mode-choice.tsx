import { SegmentedControl } from '@mantine/core';
import type { ProductMode } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';

/** Open or strict, with what the chosen one does. */
export function ModeChoice({ mode, onChange }: { mode: ProductMode; onChange: (mode: ProductMode) => void }): ReactNode {
  const m = useMessages().products;
  return (
    <div>
      <SegmentedControl
        aria-label={m.mode}
        value={mode}
        data={[
          { value: 'open', label: m.modes.open },
          { value: 'strict', label: m.modes.strict },
        ]}
        onChange={(value) => onChange(value === 'strict' ? 'strict' : 'open')}
      />
      <p className="mode-text">{mode === 'strict' ? m.modeStrict : m.modeOpen}</p>
    </div>
  );
}
