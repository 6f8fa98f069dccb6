import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

/** A command or program as text, with a copy button. Long lines scroll inside, never the page. */
export function CodeBlock({ code, what, testId }: { code: string; what: string; testId?: string }): ReactNode {
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="code-block-text" tabIndex={0}>
        <pre data-testid={testId}>{code}</pre>
      </section>
      <div className="code-block-copy">
        <CopyButton text={code} what={what} />
      </div>
    </div>
  );
}
