import type { Device, Product } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { type DeviceStream, useStreamValues } from './device-stream.ts';
import { HistoryPanel } from './history/history-panel.tsx';
import { ValueTiles } from './value-tiles.tsx';

export function OverviewTab({ device, product, stream }: { device: Device; product: Product; stream: DeviceStream }): ReactNode {
  const m = useMessages().device;
  const values = useStreamValues(stream);
  const silent = device.lastSeenAt === null && Object.keys(values).length === 0;
  if (silent) {
    return (
      <Panel>
        <Empty title={m.noValues} detail={m.noValuesDetail}>
          <ButtonLink to="/devices/$device" params={{ device: device.name }} search={{ tab: 'connect' }}>
            {m.howToConnect}
          </ButtonLink>
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      <ValueTiles properties={product.properties} values={values} />
      {product.properties.length > 0 && <HistoryPanel device={device.name} properties={product.properties} stream={stream} />}
    </>
  );
}
