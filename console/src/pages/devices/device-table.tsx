import { useNavigate } from '@tanstack/react-router';
import type { Device } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { ProductLink } from '../../access/product-link.tsx';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { LabelChips } from '../../labels/label-chips.tsx';
import { SpaceLink } from '../../spaces/space-link.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { TextLink } from '../../ui/link.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';

interface DeviceTableProps {
  readonly devices: readonly Device[];
  readonly brief?: boolean;
  /** Columns beyond the usual ones. */
  readonly columns?: readonly ('space' | 'labels')[];
  /** The list's condition, which a label narrows. */
  readonly filter?: string | undefined;
  /** A column to choose devices by; where left out there is none. */
  readonly choice?: { readonly head: ReactNode; readonly of: (device: Device) => ReactNode } | undefined;
}

/** Devices as rows; the whole row leads to the device, the name is the link that the keyboard reaches. */
export function DeviceTable({ devices, brief = false, columns = [], filter, choice }: DeviceTableProps): ReactNode {
  const {
    common: m,
    spaces: { space },
    labels: { title: labels },
  } = useMessages();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div className="table-scroll">
      <table className="table device-table">
        <thead>
          <tr>
            {choice && (
              <th scope="col" className="shrink device-choice">
                {choice.head}
              </th>
            )}
            <th scope="col">{m.name}</th>
            <th scope="col">{m.state}</th>
            <th scope="col" className="wide-only">
              {m.product}
            </th>
            {columns.includes('space') && (
              <th scope="col" className="wide-only">
                {space}
              </th>
            )}
            {columns.includes('labels') && (
              <th scope="col" className="wide-only">
                {labels}
              </th>
            )}
            <th scope="col" className="right">
              {m.lastSeen}
            </th>
            {!brief && (
              <th scope="col" className="right wide-only">
                {m.created}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr
              key={device.name}
              data-link
              data-testid={`device-row-${device.name}`}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('a, .device-choice') !== null) return;
                void navigate({ to: '/devices/$device', params: { device: device.name } });
              }}
            >
              {choice && <td className="shrink device-choice">{choice.of(device)}</td>}
              <td>
                <TextLink to="/devices/$device" params={{ device: device.name }} className="device-name">
                  {device.name}
                </TextLink>
                {device.label && <div className="dim device-label">{device.label}</div>}
                {columns.includes('labels') && (
                  <div className="narrow-only">
                    <LabelChips labels={device.labels} filter={filter} />
                  </div>
                )}
              </td>
              <td>
                <StateBadge state={device.state} />
              </td>
              <td className="wide-only">
                <ProductLink product={device.product} quiet />
              </td>
              {columns.includes('space') && (
                <td className="wide-only">
                  <SpaceLink space={device.space} quiet />
                </td>
              )}
              {columns.includes('labels') && (
                <td className="wide-only">
                  <LabelChips labels={device.labels} filter={filter} />
                </td>
              )}
              <td className="right">
                {device.lastSeenAt === null ? (
                  <span className="dim">{m.never}</span>
                ) : (
                  <Fresh at={Date.parse(device.lastSeenAt)} align="end" />
                )}
              </td>
              {!brief && <td className="right dim wide-only">{format.date(Date.parse(device.createdAt))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
