import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { dataTypes, draftProblem, isNumeric, type PropertyDraft, textLengthBytesMax } from './property-draft.ts';
import './products.css';

interface PropertyFieldsProps {
  readonly draft: PropertyDraft;
  /** Problems are shown only once sending was tried. */
  readonly checked: boolean;
  readonly onChange: (draft: PropertyDraft) => void;
  readonly onRemove?: () => void;
}

/** One property of a thing model as a row of fields. */
export function PropertyFields({ draft, checked, onChange, onRemove }: PropertyFieldsProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const problem = checked ? draftProblem(draft) : undefined;
  const field = (name: 'id' | 'name' | 'unit' | 'min' | 'max' | 'values' | 'length', label: string) => ({
    label,
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <div className="property-fields">
      <TextInput
        {...field('id', m.products.id)}
        className="property-wide"
        classNames={{ input: 'mono' }}
        placeholder="temperature"
        spellCheck={false}
        autoComplete="off"
        error={problem === 'id' && m.products.fieldIdProblem}
      />
      <TextInput {...field('name', m.products.displayName)} className="property-wide" autoComplete="off" />
      <NativeSelect
        label={m.common.type}
        className="property-wide"
        data={dataTypes.map((type) => ({ value: type, label: m.products.types[type] }))}
        value={draft.type}
        onChange={(event) => onChange({ ...draft, type: dataTypes.find((type) => type === event.currentTarget.value) ?? 'double' })}
      />
      {isNumeric(draft.type) && (
        <>
          <TextInput {...field('unit', m.common.unit)} placeholder="°C" autoComplete="off" />
          <TextInput {...field('min', m.common.min)} type="number" step="any" />
          <TextInput {...field('max', m.common.max)} type="number" step="any" error={problem === 'bounds' && m.products.boundsProblem} />
        </>
      )}
      {draft.type === 'enum' && (
        <TextInput
          {...field('values', m.products.values)}
          className="property-values"
          placeholder={m.products.valuesHint}
          error={problem === 'values' && m.products.valuesProblem}
        />
      )}
      {draft.type === 'text' && (
        <TextInput
          {...field('length', m.products.length)}
          className="property-values"
          type="number"
          min={1}
          max={textLengthBytesMax}
          placeholder={String(textLengthBytesMax)}
          error={problem === 'length' && m.products.lengthProblem(format.integer(textLengthBytesMax))}
        />
      )}
      {onRemove && (
        <ActionIcon className="property-remove" size="lg" aria-label={m.products.removeRow(draft.id || m.products.id)} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
