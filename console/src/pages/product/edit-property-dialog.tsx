import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Product, PropertyPatch } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { productQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { areReversed, isNumeric } from '../products/property-draft.ts';
import { type Field, patchOf, shownText, type Typed } from './property-change.ts';

interface EditPropertyProps {
  readonly product: Product;
  /** Identifier of the property being edited; undefined while the dialog is closed. */
  readonly property: string | undefined;
  readonly onClose: () => void;
}

/** Changes name, unit and bounds of a property; refused when somebody else changed the product since it was read. */
export function EditPropertyDialog({ product, property, onClose }: EditPropertyProps): ReactNode {
  const m = useMessages();
  return (
    <Modal
      opened={property !== undefined}
      onClose={onClose}
      title={m.products.editProperty(property ?? '')}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {property !== undefined && <EditForm key={property} read={product} id={property} onClose={onClose} />}
    </Modal>
  );
}

function EditForm({ read, id, onClose }: { read: Product; id: string; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  // What was read when the dialog opened: a version that arrives later must not pass for the one that was seen.
  const [base, setBase] = useState(read);
  const [typed, setTyped] = useState<Typed>({});
  const property = base.properties.find((each) => each.id === id);
  const accept = (product: Product) => {
    cache.setQueryData(productQuery(product.name).queryKey, product);
    void cache.invalidateQueries({ queryKey: ['products'] });
  };
  const save = useMutation({
    mutationFn: (patch: PropertyPatch) => client.updateProduct(base.name, { properties: [patch] }, { ifMatch: `"${base.version}"` }),
    onSuccess: (product) => {
      accept(product);
      toast(m.products.propertySaved(id));
      onClose();
    },
  });
  const again = useMutation({
    mutationFn: () => client.getProduct(base.name),
    onSuccess: (product) => {
      accept(product);
      setBase(product);
      save.reset();
    },
  });
  if (property === undefined) return null;
  const field = (name: Field, label: string) => ({
    label,
    value: shownText(property, typed, name),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
    },
  });
  const reversed = areReversed(shownText(property, typed, 'min'), shownText(property, typed, 'max'));
  const conflict = problemOf(save.error)?.code === 'PRECONDITION_FAILED';
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (reversed) return;
        const patch = patchOf(property, typed);
        if (patch === undefined) onClose();
        else save.mutate(patch);
      }}
    >
      <div className="dim">{m.products.editPropertyLead}</div>
      <TextInput {...field('name', m.products.displayName)} autoComplete="off" maxLength={128} data-autofocus />
      {isNumeric(property.type) && (
        <div className="property-edit">
          <TextInput {...field('unit', m.common.unit)} placeholder="°C" autoComplete="off" maxLength={32} />
          <TextInput {...field('min', m.common.min)} type="number" step="any" />
          <TextInput {...field('max', m.common.max)} type="number" step="any" error={reversed && m.products.boundsProblem} />
        </div>
      )}
      {conflict && (
        <Notice kind="warning" title={m.products.changedMeanwhile}>
          <p className="notice-text">{m.products.changedMeanwhileDetail}</p>
          <Button className="notice-action" size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {m.products.readAgain}
          </Button>
        </Notice>
      )}
      {save.error && !conflict && <ProblemNotice error={save.error} />}
      {again.error && <ProblemNotice error={again.error} />}
      <div className="form-end">
        <Button variant="default" onClick={onClose}>
          {m.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={conflict}>
          {m.common.save}
        </Button>
      </div>
    </form>
  );
}
