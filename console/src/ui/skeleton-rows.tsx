import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';

/** Stands in for `rows` table rows or lines while they are read. */
export function SkeletonRows({ rows = 6 }: { rows?: number }): ReactNode {
  const m = useMessages().common;
  return (
    <div className="skeleton-rows" role="status" aria-label={m.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <Skeleton key={row} height={16} width={`${90 - ((row * 17) % 45)}%`} />
      ))}
    </div>
  );
}
