import { IconCircleCheck, IconCircleMinus, IconCircleX } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { effectOf } from '../../access/patterns.ts';
import { useMessages } from '../../i18n/language.tsx';
import { type RolePatterns, type Setting, settingOf } from './role-draft.ts';
import './role.css';

interface RoleMatrixProps {
  readonly patterns: RolePatterns;
  /** Left out for a role that stays as it is. */
  readonly onSet?: ((pattern: string, setting: Setting) => void) | undefined;
}

const settings = ['allow', 'none', 'deny'] as const;

/** Every action with what the role says of it; `device.*` and `*` have rows of their own. */
export function RoleMatrix({ patterns, onSet }: RoleMatrixProps): ReactNode {
  const m = useMessages();
  const texts: Readonly<Record<string, string>> = m.actions;
  const kindTexts: Readonly<Record<string, string>> = m.roles.kinds;
  const kinds = Map.groupBy(Object.keys(texts), (action) => action.split('.')[0] ?? '');
  const row = { patterns, onSet };
  return (
    <div className="table-scroll">
      <table className="table role-matrix">
        <thead>
          <tr>
            <th scope="col">{m.roles.action}</th>
            {onSet && settings.map((each) => <SettingHead key={each} setting={each} />)}
            <th scope="col" className="role-result">
              {m.roles.result}
            </th>
          </tr>
        </thead>
        <tbody>
          {onSet && <MatrixRow {...row} pattern="*" text={m.roles.everything} level="all" />}
          {[...kinds].map(([kind, actions]) => (
            <Fragment key={kind}>
              {onSet ? (
                <MatrixRow {...row} pattern={`${kind}.*`} text={m.roles.allOfKind(kindTexts[kind] ?? kind)} level="kind" />
              ) : (
                <tr className="role-kind">
                  <th scope="colgroup" colSpan={2}>
                    {kindTexts[kind] ?? kind}
                  </th>
                </tr>
              )}
              {actions.map((action) => (
                <MatrixRow key={action} {...row} pattern={action} text={texts[action] ?? action} level="action" />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SettingHead({ setting }: { setting: Setting }): ReactNode {
  const m = useMessages().roles;
  return (
    <th scope="col" className="role-setting">
      {{ allow: m.allow, none: m.none, deny: m.deny }[setting]}
    </th>
  );
}

interface MatrixRowProps extends RoleMatrixProps {
  readonly pattern: string;
  readonly text: string;
  readonly level: 'all' | 'kind' | 'action';
}

function MatrixRow({ patterns, onSet, pattern, text, level }: MatrixRowProps): ReactNode {
  const m = useMessages().roles;
  const present = settingOf(patterns, pattern);
  const labels = { allow: m.allow, none: m.none, deny: m.deny };
  return (
    <tr className={level === 'action' ? undefined : 'role-kind'} data-testid={`action-${pattern}`}>
      <th scope="row">
        <span>{text}</span> <span className="mono dim role-pattern">{pattern}</span>
      </th>
      {onSet &&
        settings.map((setting) => (
          <td key={setting} className="role-setting" data-setting={setting} data-on={present === setting || undefined}>
            <label>
              <input
                type="radio"
                name={`pattern ${pattern}`}
                aria-label={`${text}: ${labels[setting]}`}
                checked={present === setting}
                onChange={() => onSet(pattern, setting)}
              />
            </label>
          </td>
        ))}
      <td className="role-result">{level === 'action' && <Result patterns={patterns} action={pattern} />}</td>
    </tr>
  );
}

/** What the role comes to for one action, and by which pattern where that is not the action's own. */
function Result({ patterns, action }: { patterns: RolePatterns; action: string }): ReactNode {
  const m = useMessages().roles;
  const found = effectOf(patterns, action);
  const effect = found?.effect ?? 'none';
  const Mark = { allow: IconCircleCheck, deny: IconCircleX, none: IconCircleMinus }[effect];
  const text = { allow: m.resultAllow, deny: m.resultDeny, none: m.resultNone }[effect];
  return (
    <span className="role-effect" data-effect={effect}>
      <Mark size={16} aria-hidden />
      {text}
      {found !== undefined && found.by !== action && <span className="dim">{m.by(found.by)}</span>}
    </span>
  );
}
