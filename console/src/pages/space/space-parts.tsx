import type { Space } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import type { SpaceTree } from '../../spaces/space-tree.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';

/** The way from the root to a space; what one may not see of it is told by name only. */
export function SpaceWay({ space, tree }: { space: Space; tree: SpaceTree | undefined }): ReactNode {
  const m = useMessages().spaces;
  const text = useSpaceText();
  if (space.path.length < 2) return null;
  return (
    <nav aria-label={m.way}>
      <ol className="space-way">
        {space.path.slice(0, -1).map((name) => (
          <li key={name}>
            {tree?.all.has(name) ? (
              <TextLink to="/spaces/$space" params={{ space: name }}>
                {text.named(name, tree)}
              </TextLink>
            ) : (
              <span className="dim">{text.named(name, tree)}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function ChildSpaces({ spaces }: { spaces: readonly Space[] }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const text = useSpaceText();
  return (
    <Panel flush title={m.spaces.inside}>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{m.spaces.space}</th>
              <th scope="col" className="right">
                {m.spaces.below}
              </th>
            </tr>
          </thead>
          <tbody>
            {spaces.map((space) => (
              <tr key={space.name}>
                <td>
                  <TextLink to="/spaces/$space" params={{ space: space.name }} className="device-name">
                    {text.of(space)}
                  </TextLink>
                </td>
                <td className="right">{format.integer(space.devicesBelow)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
