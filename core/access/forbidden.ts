import { Fault } from '../errors.ts';

/** A fault that names the permission that is missing, so that whoever answers can add who could give it. */
export class Forbidden extends Fault {
  readonly permission: string;

  constructor(permission: string, where = '', givers = '') {
    super('FORBIDDEN', `This needs the permission ${permission}${where}${givers}`);
    this.permission = permission;
  }
}
