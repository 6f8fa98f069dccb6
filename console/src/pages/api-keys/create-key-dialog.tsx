import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { tryKeyCommand } from '../../ui/recipes.ts';
import { toast } from '../../ui/toast.ts';

const dayMs = 86_400_000;
const terms = ['never', '30', '90', '365'] as const;

/** Name and term, then the key, shown once. */
export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [term, setTerm] = useState<(typeof terms)[number]>('never');
  const create = useMutation({
    mutationFn: () =>
      client.createApiKey({
        name: name.trim(),
        ...(term === 'never' ? {} : { expiresAt: new Date(Date.now() + Number(term) * dayMs).toISOString() }),
      }),
    onSuccess: (key) => {
      void cache.invalidateQueries({ queryKey: ['api-keys'] });
      toast(m.apiKeys.createdToast(key.name));
    },
  });
  const close = () => {
    create.reset();
    setName('');
    setTerm('never');
    onClose();
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
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
            <Button onClick={close}>{m.common.done}</Button>
          </div>
        </div>
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextInput
            label={m.common.name}
            description={m.apiKeys.nameHint}
            required
            withAsterisk={false}
            maxLength={128}
            autoComplete="off"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={m.apiKeys.expires}
            data={terms.map((each) => ({ value: each, label: m.apiKeys.expiresIn[each] }))}
            value={term}
            onChange={(event) => setTerm(terms.find((each) => each === event.currentTarget.value) ?? 'never')}
          />
          {create.error && <ProblemNotice error={create.error} />}
          <div className="form-end">
            <Button variant="default" onClick={close}>
              {m.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
              {m.apiKeys.add}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
