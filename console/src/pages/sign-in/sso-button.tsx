import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { chosenTenant } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';

/** Leads to the login of an organisation, found by the domain of what was typed as e-mail, or by a tenant's name in its place. */
export function SsoButton({ typed, next }: { typed: string; next: string }): ReactNode {
  const m = useMessages().sso;
  const [asked, setAsked] = useState(false);
  const who = typed || chosenTenant;
  return (
    <div className="sso">
      <div className="sso-or dim" aria-hidden>
        {m.or}
      </div>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconBuilding size={16} aria-hidden />}
        data-testid="sign-in-sso"
        onClick={() => {
          if (who === undefined) setAsked(true);
          else location.assign(client.ssoUrl(who.includes('@') ? { email: who } : { tenant: who }, next));
        }}
      >
        {m.button}
      </Button>
      <p className="sso-hint" role="status" data-asked={(asked && who === undefined) || undefined}>
        {asked && who === undefined ? m.who : m.hint}
      </p>
    </div>
  );
}
