import { Fault } from '../errors.ts';

/** A fault that names the permission that is missing, so that whoever answers can add who could give it. */
export class Forbidden extends Fault {
  readonly permission: string;

  constructor(permission: string, detail = '') {
    super('FORBIDDEN', `This needs the permission ${permission}${detail}`);
    this.permission = permission;
  }

  /** The same fault with a clause at its end. */
  and(clause: string): Forbidden {
    return Object.assign(new Forbidden(this.permission), { message: this.message + clause });
  }
}
