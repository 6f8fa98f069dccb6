import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ProductPatch } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { productQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { ModeChoice } from '../products/mode-choice.tsx';
import { AddPropertyDialog } from './add-property-dialog.tsx';
import { EditPropertyDialog } from './edit-property-dialog.tsx';
import { PropertyTable } from './property-table.tsx';

const route = getRouteApi('/inside/products/$product');

export function ProductPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const mayWrite = may('product.write');
  const format = useFormat();
  const cache = useQueryClient();
  const { product: name } = route.useParams();
  const { data, error, refetch } = useQuery(productQuery(name));
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<string>();
  const [tightening, setTightening] = useState(false);
  const update = useMutation({
    mutationFn: (patch: ProductPatch) => client.updateProduct(name, patch),
    onSuccess: (product) => {
      cache.setQueryData(productQuery(name).queryKey, product);
      void cache.invalidateQueries({ queryKey: ['products'] });
      setTightening(false);
      toast(m.products.modeChanged(m.products.modes[product.mode]));
    },
  });

  if (problemOf(error)?.status === 404) {
    return (
      <Empty page title={m.problem.productMissing(name)}>
        <ButtonLink to="/products" variant="default">
          {m.problem.allProducts}
        </ButtonLink>
      </Empty>
    );
  }
  return (
    <Page
      title={name}
      lead={data && [m.common.product, data.label, `${m.products.version} ${data.version}`].filter(Boolean).join(' · ')}
      actions={
        data && (
          <>
            {may('device.read') && (
              <ButtonLink to="/devices" search={{ product: name }} variant="default">
                {m.devices.total(data.devices, format.integer(data.devices))}
              </ButtonLink>
            )}
            {may('device.write') && (
              <ButtonLink to="/devices/new" search={{ product: name }} leftSection={<IconPlus size={16} aria-hidden />}>
                {m.devices.add}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <SkeletonRows />}
      {data && (
        <>
          <Panel title={m.products.mode}>
            <ModeChoice
              mode={data.mode}
              fixed={!mayWrite}
              onChange={(mode) => {
                if (mode === data.mode) return;
                if (mode === 'strict') setTightening(true);
                else update.mutate({ mode });
              }}
            />
            {update.error && !tightening && <ProblemNotice error={update.error} />}
          </Panel>
          <Panel
            flush
            title={m.products.propertyCount(data.properties.length, format.integer(data.properties.length))}
            actions={
              mayWrite && (
                <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
                  {m.products.addProperty}
                </Button>
              )
            }
          >
            {data.properties.length === 0 ? (
              <Empty
                title={m.products.noProperties}
                detail={data.mode === 'open' ? m.products.noPropertiesOpen : m.products.noPropertiesStrict}
              />
            ) : (
              <PropertyTable properties={data.properties} onEdit={mayWrite ? setEditing : undefined} />
            )}
          </Panel>
          <AddPropertyDialog product={name} opened={adding} onClose={() => setAdding(false)} />
          <EditPropertyDialog product={data} property={editing} onClose={() => setEditing(undefined)} />
          <Confirm
            opened={tightening}
            title={m.products.modeStrictConfirm}
            action={m.products.modes.strict}
            busy={update.isPending}
            error={update.error}
            onConfirm={() => update.mutate({ mode: 'strict' })}
            onClose={() => setTightening(false)}
          >
            {m.products.modeStrictLoses}
          </Confirm>
        </>
      )}
    </Page>
  );
}
