import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKeyInput } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Notice } from '../../ui/notice.tsx';
import { tryKeyCommand } from '../../ui/recipes.ts';
import { toast } from '../../ui/toast.ts';
import { KeyForm } from './key-form.tsx';

interface CreateKeyDialogProps {
  /** The service account that the key is for. */
  readonly account: string | undefined;
  readonly onClose: () => void;
}

/** What the key may do, then the key, shown once. */
export function CreateKeyDialog({ account, onClose }: CreateKeyDialogProps): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: (body: ApiKeyInput) => client.createApiKey(body),
    onSuccess: (key) => {
      void cache.invalidateQueries({ queryKey: ['api-keys'] });
      toast(m.apiKeys.createdToast(key.name));
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data ? m.apiKeys.createdTitle : m.apiKeys.add}
      size="lg"
      closeOnClickOutside={create.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {create.data ? (
        <div className="form">
          <CodeBlock code={create.data.key} what={m.apiKeys.prefix} testId="api-key" />
          <Notice kind="warning" title={m.common.secretOnce} />
          <div>
            <p className="dim">{m.apiKeys.tryIt}</p>
            <CodeBlock code={tryKeyCommand(create.data.key)} what={m.apiKeys.tryIt} />
          </div>
          <div className="form-end">
            <Button onClick={onClose}>{m.common.done}</Button>
          </div>
        </div>
      ) : (
        <KeyForm account={account} busy={create.isPending} error={create.error} onCreate={create.mutate} onClose={onClose} />
      )}
    </Modal>
  );
}
