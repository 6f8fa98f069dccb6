import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { SpacePicker } from '../spaces/space-picker.tsx';
import { DevicePicker } from './device-picker.tsx';
import { type ScopeDraft, scopeKinds, scopeOf } from './scope-draft.ts';
import { SelectorField } from './selector-field.tsx';

interface ScopeFieldProps {
  readonly value: ScopeDraft;
  readonly onChange: (scope: ScopeDraft) => void;
  /** True once it was tried to send it: from then on what is missing is told. */
  readonly checked: boolean;
  readonly labelled?: boolean;
  readonly testId?: string;
}

/** Where a role holds: everywhere, in a space with all below it, where labels fit, or on one device. */
export function ScopeField({ value, onChange, checked, labelled = false, testId }: ScopeFieldProps): ReactNode {
  const m = useMessages().scope;
  const { kind } = value;
  const missing = checked && scopeOf(value) === undefined ? m.missing[kind] : undefined;
  const names = labelled ? { label: m.title } : { 'aria-label': m.title };
  return (
    <>
      <NativeSelect
        {...names}
        data={scopeKinds.map((each) => ({ value: each, label: m.kinds[each] }))}
        value={kind}
        data-testid={testId}
        onChange={(event) => onChange({ ...value, kind: scopeKinds.find((each) => each === event.currentTarget.value) ?? 'tenant' })}
      />
      {kind === 'space' && (
        <SpacePicker
          aria-label={m.kinds.space}
          placeholder={m.pickSpace}
          value={value.space}
          error={missing}
          testId={testId === undefined ? undefined : `${testId}-space`}
          onChange={(space) => onChange({ ...value, space })}
        />
      )}
      {kind === 'labels' && (
        <SelectorField value={value.selector ?? ''} missing={missing} onChange={(selector) => onChange({ ...value, selector })} />
      )}
      {kind === 'device' && (
        <DevicePicker
          aria-label={m.kinds.device}
          placeholder={m.pickDevice}
          value={value.device}
          error={missing}
          onChange={(device) => onChange({ ...value, device })}
        />
      )}
    </>
  );
}
