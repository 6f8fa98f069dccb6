import { PasswordInput } from '@mantine/core';
import type { PersonProof } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { CodeField } from '../../ui/code-field.tsx';

export const noProof: PersonProof = { password: '', code: '' };

/** What somebody who is signed in shows again before the second factor changes. */
export function ProofFields({ proof, onChange }: { proof: PersonProof; onChange: (proof: PersonProof) => void }): ReactNode {
  const m = useMessages().account;
  return (
    <>
      <PasswordInput
        label={m.currentPassword}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        data-testid="proof-password"
        value={proof.password}
        onChange={(event) => onChange({ ...proof, password: event.currentTarget.value })}
      />
      <CodeField free label={m.proofCode} value={proof.code} testId="proof-code" onChange={(code) => onChange({ ...proof, code })} />
    </>
  );
}
