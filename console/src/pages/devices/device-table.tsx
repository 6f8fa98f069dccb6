import { useNavigate } from '@tanstack/react-router';
import type { Device } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { ProductLink } from '../../access/product-link.tsx';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { TextLink } from '../../ui/link.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';

/** Devices as rows; the whole row leads to the device, the name is the link that the keyboard reaches. */
export function DeviceTable({ devices, brief = false }: { devices: readonly Device[]; brief?: boolean }): ReactNode {
  const m = useMessages().common;
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div className="table-scroll">
      <table className="table device-table">
        <thead>
          <tr>
            <th scope="col">{m.name}</th>
            <th scope="col">{m.state}</th>
            <th scope="col" className="wide-only">
              {m.product}
            </th>
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
                if (event.target instanceof Element && event.target.closest('a') !== null) return;
                void navigate({ to: '/devices/$device', params: { device: device.name } });
              }}
            >
              <td>
                <TextLink to="/devices/$device" params={{ device: device.name }} className="device-name">
                  {device.name}
                </TextLink>
                {device.label && <div className="dim device-label">{device.label}</div>}
              </td>
              <td>
                <StateBadge state={device.state} />
              </td>
              <td className="wide-only">
                <ProductLink product={device.product} quiet />
              </td>
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
