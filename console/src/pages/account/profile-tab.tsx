import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { acceptSession, useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';

const nameCharsMax = 100;

/** Name and e-mail, and the tenants that one may act in. */
export function ProfileTab(): ReactNode {
  const m = useMessages();
  const { person, tenants } = useSession();
  const [name, setName] = useState(person.name);
  const rename = useMutation({
    mutationFn: () => client.updatePerson({ name: name.trim() }),
    onSuccess: (session) => {
      acceptSession(session);
      setName(session.person.name);
      toast(m.account.saved);
    },
  });
  return (
    <>
      <Panel className="account-form" title={m.account.tabs.profile}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            rename.mutate();
          }}
        >
          <TextInput
            label={m.account.name}
            description={m.account.nameHint}
            required
            withAsterisk={false}
            maxLength={nameCharsMax}
            autoComplete="name"
            data-testid="account-name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput label={m.account.email} description={m.account.emailHint} type="email" readOnly value={person.email} />
          {rename.error && <ProblemNotice error={rename.error} />}
          <div className="form-end">
            <Button type="submit" loading={rename.isPending} disabled={name.trim() === '' || name.trim() === person.name}>
              {m.common.save}
            </Button>
          </div>
        </form>
      </Panel>
      {tenants.length > 0 && (
        <Panel className="account-form" title={m.account.tenants}>
          <dl className="facts">
            {tenants.map((tenant) => (
              <div key={tenant.name} className="facts-row">
                <dt className="device-name">{tenant.label ?? tenant.name}</dt>
                <dd className="dim">{m.access.via[tenant.via]}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
    </>
  );
}
