/** What a reason means, and what to do about it; for people. */
export interface ReasonText {
  readonly text: string;
  readonly advice: string;
}

const limit: ReasonText = {
  text: 'It went over a limit',
  advice: 'The reason names it; see the limits in force. Let the client do less, or have the limit raised.',
};
const busy: ReasonText = {
  text: 'Too many connected at once',
  advice: 'It should try again by itself, and wait longer each time. If it stays so, whoever runs the platform can raise the limit.',
};
const again = 'It should connect again by itself; if it does not, look at the device and its network.';

/** Why logins are refused and connections end, in plain words; the first word of a reason is its key. */
export const reasonTexts: Readonly<Record<string, ReasonText>> = {
  'wrong-secret': {
    text: 'Its secret is wrong',
    advice: 'Give the device the secret that was shown when it was made, or make a new one and write that into the device.',
  },
  'no-credentials': {
    text: 'It came without credentials',
    advice: 'Set user name (tenant/device) and password (the secret) in the device.',
  },
  'unknown-device': {
    text: 'No device has the name that it gives',
    advice: 'Register the device, or correct the user name that it sends.',
  },
  disabled: { text: 'The device is disabled', advice: 'Enable it, if it may connect again.' },
  banned: { text: 'It is banned', advice: 'Look at the bans: one that the platform made ends by itself; others can be lifted.' },
  flapping: {
    text: 'It came and went so often that it is kept out for a while',
    advice: 'Look for two devices with one client identifier, or a program that restarts all the time.',
  },
  'duplicate-client': {
    text: 'Two clients with one identifier keep ending each other’s connection',
    advice: 'Give each of them its own client identifier.',
  },
  'certificate-expired': { text: 'Its certificate has expired', advice: 'Give the device a new certificate.' },
  'certificate-name': {
    text: 'Its certificate does not name a device as its authority’s template says',
    advice: 'Correct the template of the authority, or the name in the certificate.',
  },
  'certificate-of-two-tenants': {
    text: 'Two tenants trust its certificate',
    advice: 'Send a user name that begins with the tenant, or register the certificate in one of them only.',
  },
  'authority-disabled': {
    text: 'The authority that issued its certificate is disabled',
    advice: 'Enable the authority, or issue another certificate.',
  },
  'other-device': { text: 'It came with the credential of another device', advice: 'Send the user name that belongs to the credential.' },
  'unknown-user': { text: 'Nobody has the user name that it gives', advice: 'Correct the user name, or add it to the device.' },
  'wrong-password': { text: 'Its password is wrong', advice: 'Write the right password into the device, or set a new one.' },
  'credential-disabled': { text: 'The credential that it uses is disabled', advice: 'Enable it, or give the device another one.' },
  'credential-expired': { text: 'The credential that it uses has expired', advice: 'Give the device a new one.' },
  'unknown-key': { text: 'No API key is the one that it sends', advice: 'Make a key and send it as the password.' },
  'wrong-key': { text: 'Its API key is wrong', advice: 'Send the whole key as the password; make a new one if it is lost.' },
  'expired-key': { text: 'Its API key has expired', advice: 'Make a new key.' },
  'account-disabled': { text: 'Its service account is disabled', advice: 'Enable the service account.' },
  'other-account': {
    text: 'The API key belongs to another service account',
    advice: 'Send the user name of the account that the key is for.',
  },
  address: { text: 'Its API key may not be used from this address', advice: 'Add the address to the key, or connect from an allowed one.' },
  'unknown-issuer': { text: 'Nobody that we trust issued its token', advice: 'Register the issuer, or correct the token.' },
  'scram-message': { text: 'It broke the rules of SCRAM', advice: 'Correct its software; a trace shows how far it came.' },
  'unknown-certificate': {
    text: 'Nobody that we trust issued its certificate',
    advice: 'Register the authority that issues certificates, or the certificate itself.',
  },
  'protocol-version': { text: 'It speaks a version of MQTT that is not known', advice: 'Use MQTT 3.1, 3.1.1 or 5.0.' },
  'client-id': { text: 'Its client identifier is not taken', advice: 'Use one of 1 to 256 characters.' },
  login: {
    text: 'From its address too many logins were refused',
    advice: 'Correct the credentials of what connects from there; after a minute or longer it may try again.',
  },
  'registry-unavailable': {
    text: 'Logins could not be checked for a while',
    advice: 'The platform’s database was away. It is our fault, not the device’s; it should try again.',
  },
  quota: {
    text: 'A quota of the tenant is used up',
    advice: 'See usage and quotas: free something, or have the limit raised.',
  },
  limit,
  device: limit,
  application: limit,
  session: limit,
  topic: limit,
  clientId: { text: 'Its client identifier connects too often', advice: 'Let it wait between two tries, longer each time.' },
  listener: busy,
  'address.connections': busy,
  'address.connectsPerSecond': busy,
  overload: { text: 'The platform was busy and took no new connections', advice: again },
  'keep-alive': {
    text: 'It went silent: nothing came for one and a half keep-alive times',
    advice: 'Look at its power and its network. On a bad link a longer keep-alive helps.',
  },
  client: { text: 'It said goodbye by itself', advice: 'Nothing is wrong on this side. Look whether the device is meant to be off.' },
  'client-with-will': { text: 'It said goodbye and had its will published', advice: 'Look whether the device is meant to be off.' },
  'connection-lost': { text: 'Its connection broke', advice: `Look at its power and its network. ${again}` },
  'network-error': { text: 'Its connection broke', advice: `Look at its power and its network. ${again}` },
  'taken-over': {
    text: 'Another connection with its client identifier took its place',
    advice: 'If that was not the device itself, two programs use the same identifier: give each its own.',
  },
  'too-many-sessions': {
    text: 'The device has more connections than it may',
    advice: 'Let it use one client identifier instead of a new one each time.',
  },
  'slow-consumer': {
    text: 'It did not take what was sent to it',
    advice: 'Let it subscribe to less, or look at its network.',
  },
  'will-topic': { text: 'Its will is for a topic that it may not publish to', advice: 'Correct the topic of the will in its software.' },
  're-authentication': { text: 'It did not prove again who it is', advice: again },
  'protocol-error': {
    text: 'It broke the protocol',
    advice: 'The detail names the rule. Correct the device’s software; a trace shows its packets.',
  },
  'packet-too-large': { text: 'It sent a packet that is too large', advice: 'Send less at once; the bounds are in the limits.' },
  'no-connect': {
    text: 'It opened a connection and said nothing',
    advice: 'Look at its software, or at what stands between it and the platform.',
  },
  'credentials-changed': {
    text: 'Its credentials changed, or it was disabled',
    advice: 'Write the new secret into the device, or enable it.',
  },
  revoked: { text: 'What it came in with was revoked', advice: 'Give it a new credential.' },
  'login-expired': { text: 'Its token expired', advice: 'The device has to fetch a new token and connect again.' },
  'device-removed': { text: 'The device was removed', advice: 'Nothing; or register it again.' },
  administrative: { text: 'Somebody ended its connection', advice: `The audit log tells who. ${again}` },
  'shutting-down': { text: 'The platform was stopped', advice: again },
  'platform-restart': { text: 'The platform was started anew', advice: again },
  'internal-error': { text: 'Something failed on our side', advice: 'This is a bug: please report it with the program’s log.' },
};

/** `quota connections` is of the kind `quota`. Undefined for a reason without words. */
export function reasonText(reason: string): ReasonText | undefined {
  return reasonTexts[reason] ?? reasonTexts[reason.split(/[ :.]/, 1)[0] as string];
}
