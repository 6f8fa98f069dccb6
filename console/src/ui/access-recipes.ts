import type { SpaceInput } from '@thalamus/sdk';
import type { Recipe } from './copy-as.tsx';
import { cli, curl, sdk } from './recipe-parts.ts';
import { shellQuote as q } from './shell-quote.ts';

const json = JSON.stringify;

export function createSpaceRecipe(body: SpaceInput): Recipe {
  return {
    api: curl('POST', '/api/v1/spaces', body),
    cli: cli(`space create ${q(body.name)}`, { label: body.label, parent: body.parent }),
    sdk: sdk(`const space = await client.createSpace(${json(body)});`),
  };
}

export function moveSpaceRecipe(space: string, parent: string): Recipe {
  return {
    api: curl('PATCH', `/api/v1/spaces/${space}`, { parent }),
    cli: cli(`space set ${q(space)}`, { parent }),
    sdk: sdk(`const space = await client.updateSpace(${json(space)}, ${json({ parent })});`),
  };
}
