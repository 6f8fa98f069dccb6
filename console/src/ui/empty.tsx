import type { ReactNode } from 'react';

/** What a place says when it has nothing to show: what belongs here, and the next step. With `page` it is all the page has. */
export function Empty(props: { title: string; detail?: string; icon?: ReactNode; page?: boolean; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      {props.icon && (
        <div className="empty-icon" aria-hidden>
          {props.icon}
        </div>
      )}
      {props.page ? <h1 className="empty-title">{props.title}</h1> : <p className="empty-title">{props.title}</p>}
      {props.detail && <p className="empty-detail">{props.detail}</p>}
      {props.children && <div className="empty-next">{props.children}</div>}
    </div>
  );
}
