import type { ReactNode } from 'react';

/** The mark: two lobes and the bridge between them, where every signal passes. */
export function Logo({ size = 24 }: { size?: number }): ReactNode {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round">
        <path d="M12.5 5.5C7 6.8 4 11 4 16s3 9.2 8.5 10.5" />
        <path d="M19.5 5.5C25 6.8 28 11 28 16s-3 9.2-8.5 10.5" />
        <path d="M10 16h12" />
      </g>
      <circle cx="16" cy="16" r="3.5" fill="currentColor" />
    </svg>
  );
}
