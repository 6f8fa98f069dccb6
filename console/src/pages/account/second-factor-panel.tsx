import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { secondFactorQuery } from '../../api/account-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { RenewCodesDialog } from './renew-codes-dialog.tsx';
import { TurnOffDialog } from './turn-off-dialog.tsx';

/** With so few left it is time for new ones. */
const codesFew = 3;

type Dialog = 'enrol' | 'renew' | 'off';

/** Whether signing in asks for a code, and what can be done about it. */
export function SecondFactorPanel(): ReactNode {
  const m = useMessages().account;
  const { data, error, refetch } = useQuery(secondFactorQuery);
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const Mark = data?.enabled ? IconShieldCheck : IconShieldOff;
  return (
    <Panel
      className="account-form"
      title={m.secondFactor}
      actions={
        data && (
          <span className="account-state" data-on={data.enabled} data-testid="second-factor-state">
            <Mark size={16} aria-hidden />
            {data.enabled ? m.on : m.off}
          </span>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <SkeletonRows rows={2} />}
      {data?.enabled === false && (
        <>
          <p className="card-text">{m.offDetail}</p>
          <Button onClick={() => setDialog('enrol')} data-testid="second-factor-on">
            {m.turnOn}
          </Button>
        </>
      )}
      {data?.enabled && (
        <div className="form">
          <p className="card-text">
            {m.onDetail} <span className="num">{m.codesLeft(data.recoveryCodesLeft)}</span>
          </p>
          {data.recoveryCodesLeft <= codesFew && <Notice kind="warning" title={m.codesFew} />}
          <div className="form-row">
            <Button variant="default" onClick={() => setDialog('renew')}>
              {m.newCodes}
            </Button>
            <Button variant="default" onClick={() => setDialog('off')} data-testid="second-factor-off">
              {m.turnOff}
            </Button>
          </div>
        </div>
      )}
      <EnrolDialog opened={dialog === 'enrol'} onClose={close} />
      <RenewCodesDialog opened={dialog === 'renew'} onClose={close} />
      <TurnOffDialog opened={dialog === 'off'} onClose={close} />
    </Panel>
  );
}
