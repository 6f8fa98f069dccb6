import { IconArrowNarrowLeft, IconArrowNarrowRight } from '@tabler/icons-react';
import type { TracedPacket } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { useTraceMessages } from './messages.ts';

/** Packets in order, each in a line. */
export function PacketTable({ packets }: { packets: readonly TracedPacket[] }): ReactNode {
  const { traces: t, common } = useTraceMessages();
  const format = useFormat();
  return (
    <div className="table-scroll">
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
    </div>
  );
}
