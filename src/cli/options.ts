import { parseArgs } from 'node:util';
import { unknownName } from './nearest-names.ts';
import { UsageError } from './terminal.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
}
type Values<Specs extends { readonly [name: string]: OptionSpec }> = {
  readonly [Name in keyof Specs]?: Specs[Name] extends { multiple: true }
    ? string[]
    : Specs[Name]['type'] extends 'string'
      ? string
      : boolean;
};

const HELP = { type: 'boolean', short: 'h' } as const;

/** Node's own parser, with errors that name what was expected. @throws UsageError */
export function parseOptions<const Specs extends { readonly [name: string]: OptionSpec }>(args: readonly string[], specs: Specs) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...specs, help: HELP }, allowPositionals: true });
    return { values: values as Values<Specs & { help: { type: 'boolean' } }>, positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-[^']*)'/.exec(message)?.[1];
    if (unknown === undefined) throw new UsageError(message);
    throw unknownName(
      'option',
      unknown,
      [...Object.keys(specs), 'help'].map((name) => `--${name}`),
    );
  }
}

/** @throws UsageError where `text` is no whole number of at least `least`. */
export function wholeNumber(option: string, text: string | undefined, { least, otherwise }: { least: number; otherwise: number }): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${option}: expected a whole number of at least ${least}, came ${JSON.stringify(text)}`);
}

/** @throws UsageError where `text` is none of `choices`. */
export function choice<const Choice extends string>(
  option: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: expected one of ${choices.join(', ')}, came ${JSON.stringify(text)}`);
}
