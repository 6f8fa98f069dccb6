import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { passwordStrength } from './password-strength.ts';

/** How good a new password is, while it is typed. */
export function Strength({ password }: { password: string }): ReactNode {
  const m = useMessages().signIn;
  const score = passwordStrength(password);
  return (
    <>
      <div className="strength" aria-hidden>
        {[1, 2, 3, 4].map((step) => (
          <i key={step} data-on={score >= step || undefined} />
        ))}
      </div>
      <p className="strength-text" aria-live="polite">
        {password === '' ? m.strengthHint : `${m.strength}: ${m.strengths[score] ?? ''}`}
      </p>
    </>
  );
}
