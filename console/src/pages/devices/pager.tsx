import { Button } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useMessages } from '../../i18n/language.tsx';

export interface PageTarget {
  readonly cursor?: string;
  readonly page?: number;
}

interface PagerProps {
  readonly text: string;
  readonly page: number;
  readonly cursor: string | undefined;
  readonly next: string | null;
  readonly onPage: (target: PageTarget) => void;
}

/** Pages of a cursor list. Cursors only lead forward, so the way back is remembered; after a reload it starts at the first page. */
export function Pager({ text, page, cursor, next, onPage }: PagerProps): ReactNode {
  const m = useMessages().common;
  const back = useRef(new Map<string, PageTarget>());
  if (page === 1 && next === null) return <div className="pager dim num">{text}</div>;

  return (
    <div className="pager">
      <span className="dim num">{text}</span>
      <div className="form-row">
        <Button size="xs" variant="default" disabled={page === 1} onClick={() => onPage((cursor && back.current.get(cursor)) || {})}>
          {cursor === undefined || back.current.has(cursor) ? m.previous : m.first}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={next === null}
          onClick={() => {
            if (next === null) return;
            back.current.set(next, cursor === undefined ? {} : { cursor, page });
            onPage({ cursor: next, page: page + 1 });
          }}
        >
          {m.next}
        </Button>
      </div>
    </div>
  );
}
