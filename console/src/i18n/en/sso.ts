/** Signing in through an organisation, as the sign-in page tells it. */
export const sso = {
  or: 'or',
  button: 'Sign in through your organisation',
  hint: 'Found by your e-mail’s domain, or by your tenant’s name typed in its place.',
  who: 'Type your e-mail first, or the name of your tenant.',
  failed: 'Signing in through your organisation did not work',
  denied: 'You were not let in',
  required: 'Your tenant wants you to sign in through your organisation, not with a password.',
  reasons: {
    'not-set-up': 'No organisation is set up for this e-mail or tenant. Check what you typed, or sign in with your password.',
    expired: 'It took too long, or it was begun in another window. Begin again.',
    cancelled: 'It was cancelled at the provider.',
    provider:
      'The provider’s answer was not accepted. An administrator finds the reason in the audit log; begin again if it happens once only.',
    unreachable: 'The provider could not be reached. Try again later, or tell an administrator.',
    'no-email': 'The provider did not tell your e-mail. An administrator has to let it send the scope “email”.',
    'email-unverified':
      'The provider does not say that your e-mail is verified. An administrator can mend that there, or trust its e-mails here.',
    domain: 'Your e-mail is of a domain that is not let in. Ask an administrator of the tenant.',
    'not-invited': 'You are not a member yet. Ask an administrator of the tenant to invite you.',
    removed: 'You were removed from the tenant. Ask an administrator to invite you again.',
  },
  ownAccount: 'Your organisation manages this account',
  ownAccountDetail: 'You came through its login: name, password, second factor and other sessions can’t be changed from here.',
};
