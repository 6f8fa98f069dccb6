import { Checkbox } from '@mantine/core';
import type { Device } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import type { Messages } from '../../../i18n/en/index.ts';
import { type Selection, selectable } from './use-selection.ts';

/** The column of check boxes: one for all on the page, one for each device that the person may change. */
export function choiceOf(selection: Selection, devices: readonly Device[], m: Messages['bulk']) {
  const choices = devices.filter(selectable);
  const chosen = choices.filter(({ name }) => selection.devices.has(name)).length;
  return {
    head: choices.length > 0 && (
      <Checkbox
        size="sm"
        aria-label={m.selectPage}
        checked={chosen === choices.length}
        indeterminate={chosen > 0 && chosen < choices.length}
        onChange={() => selection.toggle(choices, chosen < choices.length)}
        data-testid="choose-page"
      />
    ),
    of: (device: Device): ReactNode =>
      selectable(device) && (
        <Checkbox
          size="sm"
          aria-label={m.select(device.name)}
          checked={selection.devices.has(device.name)}
          onChange={(event) => selection.toggle([device], event.currentTarget.checked)}
        />
      ),
  };
}
