import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ProductInput } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { ProductEditor, useProductDraft } from './product-editor.tsx';

export function NewProductPage(): ReactNode {
  const m = useMessages();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { submit, ...editor } = useProductDraft();
  const create = useMutation({
    mutationFn: (input: ProductInput) => client.createProduct(input),
    onSuccess: (product) => {
      void cache.invalidateQueries({ queryKey: ['products'] });
      toast(m.products.created(product.name));
      void navigate({ to: '/products/$product', params: { product: product.name } });
    },
  });
  return (
    <Page title={m.products.add} lead={m.products.lead}>
      <Panel className="form-panel">
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const input = submit();
            if (input) create.mutate(input);
          }}
        >
          <ProductEditor {...editor} />
          {create.error && <ProblemNotice error={create.error} />}
          <div className="form-end">
            <ButtonLink to="/products" variant="default">
              {m.common.cancel}
            </ButtonLink>
            <Button type="submit" loading={create.isPending}>
              {m.products.add}
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  );
}
