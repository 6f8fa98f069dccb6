import { CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { type AuditSearch, auditOutcomes, auditSpans } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';

const route = getRouteApi('/inside/audit');
const typingMs = 300;

/** Each change goes to the URL and back to the first page. */
export function AuditFilters({ search }: { search: AuditSearch }): ReactNode {
  const m = useMessages().audit;
  const navigate = route.useNavigate();
  const apply = (changed: { readonly [key in keyof AuditSearch]?: string | undefined }, replace = false) => {
    const wanted = Object.entries({ ...search, ...changed }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ search: Object.fromEntries(wanted) as AuditSearch, replace });
  };
  const kinds = Object.entries(m.kinds).map(([value, label]) => ({ value, label }));
  // A link may ask for a kind that has no name here.
  if (search.type !== undefined && !kinds.some(({ value }) => value === search.type))
    kinds.push({ value: search.type, label: search.type });

  return (
    <search className="filters">
      <TextFilter label={m.actorHint} clear={m.clear} value={search.actor} onChange={(actor) => apply({ actor }, true)} />
      <TextFilter label={m.actionHint} clear={m.clear} value={search.action} onChange={(action) => apply({ action }, true)} />
      <Select
        aria-label={m.resourceTypeHint}
        placeholder={m.resourceTypeHint}
        data={kinds}
        value={search.type ?? null}
        clearable
        w={140}
        onChange={(type) => apply({ type: type ?? undefined })}
      />
      <TextFilter label={m.resourceHint} clear={m.clear} value={search.resource} onChange={(resource) => apply({ resource }, true)} />
      <Select
        aria-label={m.anyOutcome}
        placeholder={m.anyOutcome}
        data={auditOutcomes.map((value) => ({ value, label: m[value] }))}
        value={search.outcome ?? null}
        clearable
        w={140}
        onChange={(outcome) => apply({ outcome: outcome ?? undefined })}
      />
      <Select
        aria-label={m.anyTime}
        placeholder={m.anyTime}
        data={auditSpans.map((value) => ({ value, label: m.since[value] }))}
        value={search.since ?? null}
        clearable
        w={150}
        onChange={(since) => apply({ since: since ?? undefined })}
      />
    </search>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly clear: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

function TextFilter({ label, clear, value = '', onChange }: TextFilterProps): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const soon = useDebouncedCallback((text: string) => onChange(text.trim()), typingMs);
  return (
    <TextInput
      className="audit-text-filter"
      aria-label={label}
      placeholder={label}
      value={typed}
      rightSection={typed !== '' && <CloseButton size="sm" aria-label={`${clear}: ${label}`} onClick={() => onChange('')} />}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        soon(event.currentTarget.value);
      }}
    />
  );
}
