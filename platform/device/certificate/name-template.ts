import { z } from 'zod';
import { deviceName } from '#core/names.ts';
import { type CertificateFields, certificateNames } from './certificate-fields.ts';

/** Longest template, in characters. */
const templateCharsMax = 256;
const placeholder = /\{([^{}]*)\}/g;

/** How a device is called by its certificate: text with names in braces. */
export const nameTemplate = z
  .string()
  .max(templateCharsMax)
  .refine(isTemplate, `text with at least one of ${certificateNames.map((name) => `{${name}}`).join(' ')}`);

/** The device's name; undefined where the certificate lacks a name, has it twice, or the result is no device name. */
export function nameBy(template: string, { names }: Pick<CertificateFields, 'names'>): string | undefined {
  let whole = true;
  const name = template.replace(placeholder, (_, each: string) => {
    const values = names.get(each) ?? [];
    // With two values one could be chosen by who asked for the certificate.
    if (values.length !== 1) whole = false;
    return values[0] ?? '';
  });
  return whole && deviceName.safeParse(name).success ? name : undefined;
}

function isTemplate(text: string): boolean {
  const used = [...text.matchAll(placeholder)].map(([, name]) => name as string);
  const between = text.replace(placeholder, '');
  return used.length > 0 && used.every((name) => certificateNames.includes(name)) && /^[A-Za-z0-9_.:-]*$/.test(between);
}
