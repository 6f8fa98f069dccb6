import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';

export interface PageTarget {
  readonly cursor?: string;
  readonly page?: number;
  readonly trail: readonly string[];
}

/** Pages that "Previous" can lead back through; before them it leads to the first page. */
const trailMax = 200;

interface PagerProps {
  readonly text: string;
  readonly page: number;
  readonly cursor: string | undefined;
  readonly next: string | null;
  /** Cursors of the pages before this one, without the first page, which has none. */
  readonly trail: readonly string[];
  readonly onPage: (target: PageTarget) => void;
}

/** Pages of a cursor list. Cursors only lead forward, so the way here is kept; a page opened by its address has none and leads to the first. */
export function Pager({ text, page, cursor, next, trail, onPage }: PagerProps): ReactNode {
  const m = useMessages().common;
  if (page === 1 && next === null) return <div className="pager dim num">{text}</div>;
  const before = trail.at(-1);
  return (
    <div className="pager">
      <span className="dim num">{text}</span>
      <div className="form-row">
        <Button
          size="xs"
          variant="default"
          disabled={page === 1}
          onClick={() => onPage(before === undefined ? { trail: [] } : { cursor: before, page: page - 1, trail: trail.slice(0, -1) })}
        >
          {page <= 2 || before !== undefined ? m.previous : m.first}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={next === null}
          onClick={() => {
            if (next === null) return;
            onPage({ cursor: next, page: page + 1, trail: cursor === undefined ? [] : [...trail, cursor].slice(-trailMax) });
          }}
        >
          {m.next}
        </Button>
      </div>
    </div>
  );
}
