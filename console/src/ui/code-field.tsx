import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

const digits = 6;

interface CodeFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  /** Also takes recovery codes, which have letters. */
  readonly free?: boolean;
  readonly error?: string | undefined;
  readonly autoFocus?: boolean;
  readonly testId: string;
  readonly onChange: (code: string) => void;
  /** The last digit was typed or pasted. */
  readonly onComplete?: (code: string) => void;
}

/** A code of an authenticator: the phone's keyboard shows digits, the browser offers what it received, spaces of a pasted one go. */
export function CodeField({ free = false, value, onChange, onComplete, error, autoFocus, testId, ...texts }: CodeFieldProps): ReactNode {
  return (
    <TextInput
      {...texts}
      className="code-field"
      // The step itself was asked for a moment ago, and there is nothing else to do in it.
      autoFocus={autoFocus ?? false}
      data-autofocus={autoFocus || undefined}
      inputMode={free ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      error={error}
      data-testid={testId}
      value={value}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        const code = free ? typed : typed.replaceAll(/\D/g, '').slice(0, digits);
        onChange(code);
        if (!free && code.length === digits && code !== value) onComplete?.(code);
      }}
    />
  );
}
