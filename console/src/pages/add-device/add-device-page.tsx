import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { NewDevice, Property } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn, useMay } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { productsQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { LabelsEditor, useLabelsDraft } from '../../labels/labels-editor.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { useWritableSpace } from '../../spaces/use-writable-space.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { createDeviceRecipe } from '../../ui/recipes.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { ProductEditor, useProductDraft } from '../products/product-editor.tsx';
import { ConnectPage } from './connect-page.tsx';

const route = getRouteApi('/inside/devices/new');
const defaultProduct = 'pump';

interface Added {
  readonly device: NewDevice;
  readonly properties: readonly Property[];
}

/** Product, then name, then the page that connects it. The secret lives in this page's memory only: a reload can't show it again. */
export function AddDevicePage(): ReactNode {
  const [added, setAdded] = useState<Added>();
  if (added) return <ConnectPage device={added.device} properties={added.properties} onAnother={() => setAdded(undefined)} />;
  return <AddDeviceForm onAdded={setAdded} />;
}

function AddDeviceForm({ onAdded }: { onAdded: (added: Added) => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const products = useQuery(productsQuery);
  const { product: wanted, space: wantedSpace } = route.useSearch();
  const may = useMay();
  const { submit, ...editor } = useProductDraft();
  const [picked, setPicked] = useState<string>();
  const [creating, setCreating] = useState(false);
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const [checked, setChecked] = useState(false);
  const labels = useLabelsDraft();
  const { space, setSpace } = useWritableSpace(wantedSpace);

  const existing = products.data?.find((each) => each.name === (picked ?? wanted ?? defaultProduct)) ?? products.data?.[0];
  const mayMakeProduct = may('product.write');
  const makesProduct = mayMakeProduct && (creating || products.data?.length === 0);
  const nameProblem = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/.test(name.trim()) ? undefined : m.addDevice.nameProblem;
  const body = (product: string) => ({
    name: name.trim(),
    product,
    ...(label.trim() === '' ? {} : { label: label.trim() }),
    ...(space === undefined ? {} : { space }),
    ...(labels.rows.length === 0 ? {} : { labels: labels.labels ?? {} }),
  });

  const create = useMutation({
    mutationFn: async (): Promise<Added | undefined> => {
      let product = existing;
      if (makesProduct) {
        const input = submit();
        if (input === undefined) return undefined;
        product = await client.createProduct(input);
        // From here on it exists: if the device fails, the next try must not create it again.
        await cache.invalidateQueries({ queryKey: ['products'] });
        setPicked(product.name);
        setCreating(false);
        toast(m.addDevice.productCreated(product.name));
      }
      if (product === undefined) return undefined;
      return { device: await client.createDevice(body(product.name)), properties: product.properties };
    },
    onSuccess: (added) => {
      if (added === undefined) return;
      void cache.invalidateQueries({ queryKey: ['devices'] });
      onAdded(added);
    },
  });

  return (
    <Page
      title={m.addDevice.title}
      actions={!makesProduct && <CopyAs recipe={() => createDeviceRecipe(body(existing?.name ?? defaultProduct))} />}
    >
      <form
        className="form add-device"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (nameProblem === undefined && labels.labels !== undefined) create.mutate();
        }}
      >
        <Panel
          title={m.addDevice.productStep}
          actions={
            mayMakeProduct &&
            products.data !== undefined &&
            products.data.length > 0 && (
              <Button size="xs" variant="subtle" onClick={() => setCreating(!creating)}>
                {creating ? m.addDevice.useExisting : m.addDevice.createNew}
              </Button>
            )
          }
        >
          {products.error && <ProblemNotice error={products.error} retry={() => void products.refetch()} />}
          {products.isPending && <SkeletonRows rows={2} />}
          {products.data && makesProduct && <ProductEditor {...editor} />}
          {products.data && !makesProduct && (
            <Select
              label={m.addDevice.pick}
              description={m.addDevice.productLead}
              data={products.data.map((each) => each.name)}
              value={existing?.name ?? null}
              searchable
              allowDeselect={false}
              maw={440}
              data-testid="product-select"
              onChange={(value) => setPicked(value ?? undefined)}
            />
          )}
          {!makesProduct && existing && (
            <p className="add-device-reports dim">
              {m.addDevice.reports}:{' '}
              {existing.properties.map((each) => `${each.id}${each.unit ? ` (${each.unit})` : ''}`).join(', ') || m.addDevice.noProperties}
            </p>
          )}
        </Panel>
        <Panel title={m.addDevice.nameStep}>
          <div className="form">
            <TextInput
              label={m.addDevice.deviceName}
              description={m.addDevice.nameHint}
              placeholder="pump-1"
              classNames={{ input: 'mono' }}
              maw={440}
              autoComplete="off"
              spellCheck={false}
              data-testid="device-name"
              value={name}
              error={checked && nameProblem}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={`${m.common.label} (${m.common.optional})`}
              description={m.addDevice.labelHint}
              maw={440}
              autoComplete="off"
              value={label}
              onChange={(event) => setLabel(event.currentTarget.value)}
            />
            {may('space.read') && (
              <SpacePicker
                label={m.spaces.space}
                description={m.addDevice.spaceHint}
                maw={440}
                value={space}
                allowed={(each) => mayOn(each, 'device.write')}
                testId="device-space"
                onChange={setSpace}
              />
            )}
            <LabelsEditor draft={labels} checked={checked} />
          </div>
        </Panel>
        {create.error && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <ButtonLink to="/devices" variant="default">
            {m.common.cancel}
          </ButtonLink>
          <Button type="submit" loading={create.isPending} data-testid="create-device">
            {m.addDevice.create}
          </Button>
        </div>
      </form>
    </Page>
  );
}
