import { z } from 'zod';
import { deviceName } from '#core/names.ts';

/** Longest template, in characters. */
const templateCharsMax = 256;
const placeholder = /\{([A-Za-z0-9_:./-]{1,128})\}/g;

/** How a device is called by a token: text with names of claims in braces. */
export const claimTemplate = z.string().max(templateCharsMax).refine(isTemplate, 'text with at least one claim in braces, such as {sub}');

/** The device's name; undefined where a claim is missing or no text, or the result is no device name. */
export function deviceBy(template: string, claims: Readonly<Record<string, unknown>>): string | undefined {
  let whole = true;
  const name = template.replace(placeholder, (_, claim: string) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    whole = false;
    return '';
  });
  return whole && deviceName.safeParse(name).success ? name : undefined;
}

function isTemplate(text: string): boolean {
  return /\{/.test(text) && /^[A-Za-z0-9_.:-]*$/.test(text.replace(placeholder, ''));
}
