import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { useMessages } from '../i18n/language.tsx';
import { Empty } from '../ui/empty.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { ProblemNotice } from '../ui/notice.tsx';

/** Where a page threw: the shell stays, the page says what happened. */
export function PageFailure({ error, reset }: ErrorComponentProps): ReactNode {
  const m = useMessages();
  if (problemOf(error)) return <ProblemNotice error={error} retry={reset} />;
  return (
    <Empty page title={m.problem.pageTitle} detail={m.problem.pageDetail}>
      <pre className="mono">{error instanceof Error ? error.message : String(error)}</pre>
      <Button variant="default" onClick={() => location.reload()}>
        {m.problem.reload}
      </Button>
    </Empty>
  );
}

export function PageMissing(): ReactNode {
  const m = useMessages().problem;
  return (
    <Empty page title={m.notFoundTitle} detail={m.notFoundDetail}>
      <ButtonLink to="/" variant="default">
        {m.toOverview}
      </ButtonLink>
    </Empty>
  );
}

/** The same where there is no shell around it. */
export function RootMissing(): ReactNode {
  return (
    <main>
      <PageMissing />
    </main>
  );
}

export function RootFailure(props: ErrorComponentProps): ReactNode {
  return (
    <main>
      <PageFailure {...props} />
    </main>
  );
}
