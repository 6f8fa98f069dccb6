import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { productQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { draftProblem, emptyDraft, propertyOf } from '../products/property-draft.ts';
import { PropertyFields } from '../products/property-fields.tsx';

export function AddPropertyDialog(props: { product: string; opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [draft, setDraft] = useState(emptyDraft);
  const [checked, setChecked] = useState(false);
  const add = useMutation({
    mutationFn: () => client.updateProduct(props.product, { addProperties: [propertyOf(draft)] }),
    onSuccess: (product) => {
      cache.setQueryData(productQuery(props.product).queryKey, product);
      void cache.invalidateQueries({ queryKey: ['products'] });
      toast(m.products.propertyAdded(draft.id));
      setDraft(emptyDraft());
      setChecked(false);
      props.onClose();
    },
  });
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={m.products.addProperty}
      size="lg"
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      <form
        className="form property-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (draftProblem(draft) === undefined) add.mutate();
        }}
      >
        <div className="dim">{m.products.addPropertyLead}</div>
        <PropertyFields draft={draft} checked={checked} onChange={setDraft} />
        {add.error && <ProblemNotice error={add.error} />}
        <div className="form-end">
          <Button variant="default" onClick={props.onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {m.products.addProperty}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
