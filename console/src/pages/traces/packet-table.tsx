import { IconArrowNarrowLeft, IconArrowNarrowRight } from '@tabler/icons-react';
import type { TracedPacket } from '@thalamus/sdk';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { useTraceMessages } from './messages.ts';

/** Packets in order, each in a line. */
export function PacketTable({ packets, follow }: { packets: readonly TracedPacket[]; follow: boolean }): ReactNode {
  const { traces: t, common } = useTraceMessages();
  const format = useFormat();
  const scroll = useRef<HTMLElement>(null);
  const newest = packets.at(-1)?.number;
  useEffect(() => {
    if (follow && newest !== undefined) scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [follow, newest]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="packets-scroll" ref={scroll} tabIndex={0} aria-label={t.packets}>
      <table className="table packets" data-testid="packets">
        <thead>
          <tr>
            <th scope="col" className="right wide-only">
              {t.number}
            </th>
            <th scope="col">{common.time}</th>
            <th scope="col" className="wide-only">
              {t.client}
            </th>
            <th scope="col">{t.packet}</th>
          </tr>
        </thead>
        <tbody>
          {packets.map(({ number, at, direction, clientId, owner, type, text }) => {
            const Arrow = direction === 'in' ? IconArrowNarrowRight : IconArrowNarrowLeft;
            return (
              <tr key={number} data-direction={direction}>
                <td className="right num wide-only dim">{format.integer(number)}</td>
                <td className="shrink num">{format.exactTime(Date.parse(at))}</td>
                <td className="wide-only mono packet-client" title={clientId}>
                  {owner}
                </td>
                <td className="mono packet-text">
                  <span className="packet-direction" role="img" aria-label={t.direction[direction]}>
                    <Arrow size={16} aria-hidden />
                  </span>
                  <strong>{type}</strong>
                  {text.slice(type.length)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
