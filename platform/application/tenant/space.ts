import { z } from 'zod';
import { spaceName } from '#core/names.ts';
import { pageOf } from '#core/page.ts';

/** Spaces of one tenant. */
export const spacesPerTenantMax = 10_000;
/** Levels of the tree, the root included. */
export const spaceLevelsMax = 16;

/** What the caller may be allowed to do in one space. */
export const spaceActions = ['space.write', 'device.write'] as const;

const label = z.string().trim().min(1).max(128);

export const spaceSchema = z
  .object({
    name: z.string(),
    label: z.string().nullable(),
    parent: z.string().nullable().describe('Null for the root only'),
    path: z.array(z.string()).describe('Names from the root to this space'),
    devices: z.int().describe('Devices that stand right here'),
    devicesBelow: z.int().describe('Devices that stand here or below'),
    createdAt: z.iso.datetime(),
    may: z.array(z.enum(spaceActions)).describe('What you may do there: `device.write` is for devices without labels'),
  })
  .meta({ id: 'Space' });
export type Space = z.infer<typeof spaceSchema>;

export const spacePage = pageOf(spaceSchema).meta({ id: 'SpacePage' });

export const newSpaceSchema = z
  .strictObject({
    name: spaceName,
    label: label.optional(),
    parent: spaceName.default('root').describe('The space it stands in'),
  })
  .meta({ id: 'SpaceInput' });
export type NewSpace = z.output<typeof newSpaceSchema>;

export const spaceChangeSchema = z
  .strictObject({
    label: label.nullable().optional(),
    parent: spaceName.optional().describe('Moves it, with all that stands in it'),
  })
  .meta({ id: 'SpacePatch' });
export type SpaceChange = z.output<typeof spaceChangeSchema>;
