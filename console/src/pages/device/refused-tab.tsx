import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Device, Refused } from '@thalamus/sdk';
import { type ReactNode, useEffect, useRef } from 'react';
import { ProductLink } from '../../access/product-link.tsx';
import { refusedQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { useReasonHint, useReasonText } from '../../ui/refusal-text.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import type { DeviceStream } from './device-stream.ts';

/** Live refusals come without their payload; the list is read again, at most once per this time. */
const rereadMs = 2500;
const fixedByProduct = new Set(['unknown-property', 'range', 'type']);

export function RefusedTab({ device, stream }: { device: Device; stream: DeviceStream }): ReactNode {
  const m = useMessages();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(refusedQuery(device.name));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(
    () =>
      stream.on('refused', () => {
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          void refetch();
        }, rereadMs);
      }),
    [stream, refetch],
  );

  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="page-lead">{m.device.refusedLead}</div>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      <Panel flush>
        {!data && !error && <SkeletonRows />}
        {data && items.length === 0 && (
          <Empty title={m.device.refusedEmpty} detail={m.device.refusedEmptyDetail} icon={<IconCircleCheck size={32} stroke={1.4} />} />
        )}
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two refusals may agree in everything, and none is ever reordered within a page
          <RefusedItem key={`${item.ts} ${index}`} item={item} product={device.product} />
        ))}
        {hasNextPage && (
          <div className="more">
            <Button size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {m.device.older}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function RefusedItem({ item, product }: { item: Refused; product: string }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const reasonText = useReasonText();
  const reasonHint = useReasonHint();
  return (
    <article className="refused-item">
      <div className="refused-head">
        <span className="refused-reason">
          <IconAlertTriangle size={16} aria-hidden />
          {reasonText(item.reason)}
        </span>
        <span className="dim num">{format.exactTime(Date.parse(item.ts))}</span>
        <span className="dim">
          {m.device.topic} <span className="mono">{item.topic}</span>
        </span>
      </div>
      <dl className="facts">
        <div className="facts-row">
          <dt>{m.device.field}</dt>
          <dd className={item.field === '' ? '' : 'mono'}>{item.field === '' ? m.device.wholeMessage : item.field}</dd>
        </div>
        <div className="facts-row">
          <dt>{m.device.expected}</dt>
          <dd>{item.expected}</dd>
        </div>
      </dl>
      <CodeBlock code={item.payload} what={m.device.payload} />
      <p className="refused-fix">
        <strong>{m.device.fix}:</strong> {reasonHint(item.reason)}{' '}
        {fixedByProduct.has(item.reason) && <ProductLink product={product} text={m.refusal.toProduct} />}
      </p>
    </article>
  );
}
