import { SegmentedControl } from '@mantine/core';
import type { ProductMode } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';

interface ModeChoiceProps {
  readonly mode: ProductMode;
  /** For who may only read it. */
  readonly fixed?: boolean;
  readonly onChange: (mode: ProductMode) => void;
}

/** Open or strict, with what the chosen one does. */
export function ModeChoice({ mode, fixed = false, onChange }: ModeChoiceProps): ReactNode {
  const m = useMessages().products;
  const text = mode === 'strict' ? m.modeStrict : m.modeOpen;
  if (fixed) {
    return (
      <p className="mode-text">
        <strong>{m.modes[mode]}</strong> · {text}
      </p>
    );
  }
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
      <p className="mode-text">{text}</p>
    </div>
  );
}
