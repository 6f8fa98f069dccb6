import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { addOperatorRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

export function AddOperatorDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const { person } = useSession();
  const [email, setEmail] = useState('');
  const body = { email: email.trim() };
  const close = () => {
    add.reset();
    setEmail('');
    onClose();
  };
  const add = useMutation({
    mutationFn: () => client.addOperator(body),
    onSuccess: ({ name }) => {
      void cache.invalidateQueries({ queryKey: ['operator', 'operators'] });
      toast(m.operator.operatorAdded(name));
      close();
    },
  });
  return (
    <Modal opened={opened} onClose={close} title={m.operator.addOperator} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          label={m.operator.email}
          description={m.operator.addOperatorDetail}
          type="email"
          required
          withAsterisk={false}
          maxLength={254}
          autoComplete="off"
          data-autofocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {add.error && <ProblemNotice error={add.error} />}
        <div className="form-end">
          <div className="form-end-start">
            <CopyAs recipe={() => addOperatorRecipe(person.email, body)} />
          </div>
          <Button variant="default" onClick={close}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={body.email === ''}>
            {m.operator.addOperator}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
