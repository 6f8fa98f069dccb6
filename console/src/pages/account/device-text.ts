import { useMessages } from '../../i18n/language.tsx';

/** "Firefox on Linux", which the platform tells in English, in the reader's language; names of programs and machines stay. */
export function useDeviceText(): (device: string) => string {
  const m = useMessages().account;
  const programs: Readonly<Record<string, string>> = {
    'Unknown program': m.unknownProgram,
    'Thalamus command line': m.commandLine,
    'Node.js program': m.nodeProgram,
  };
  return (device) => {
    const [program = device, machine] = device.split(' on ');
    const named = programs[program] ?? program;
    return machine === undefined ? named : m.device(named, machine);
  };
}
