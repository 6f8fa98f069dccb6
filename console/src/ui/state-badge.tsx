import { IconCircle, IconCircleDashed, IconCircleFilled, IconCircleOff } from '@tabler/icons-react';
import type { DeviceState } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';

const marks = { online: IconCircleFilled, offline: IconCircle, inactive: IconCircleDashed, disabled: IconCircleOff };

/** A device's state by colour, shape and word. */
export function StateBadge({ state }: { state: DeviceState }): ReactNode {
  const m = useMessages().common;
  const Mark = marks[state];
  return (
    <span className="state" data-state={state}>
      <Mark size={12} aria-hidden />
      {m.states[state]}
    </span>
  );
}
