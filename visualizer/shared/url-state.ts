import { batch } from '@preact/signals';
import { parsePolicy, type SessionPolicy } from '../../src/index.ts';
import { policies as presets } from '../../src/policies/index.ts';
import type { SessionFate } from '../../src/tools/index.ts';
import type { Sleep } from '../simulate/messages.ts';
import { speed } from '../simulate/playback.ts';
import * as state from '../simulate/state.ts';
import { view } from './view.ts';

/** What a link restores; a preset goes by its name. */
interface Linked {
  readonly v: 1;
  readonly view: 'simulate' | 'live';
  readonly sample?: string;
  readonly file?: { readonly name: string; readonly text: string };
  readonly policies: readonly (string | SessionPolicy)[];
  readonly pair: readonly [number, number];
  readonly fate?: SessionFate | null;
  readonly speed?: number;
  readonly user: string | null;
  readonly sleeps: readonly Sleep[];
  readonly window: readonly [number, number] | null;
  readonly at: number | null;
  readonly focus: number;
}

/** Browsers and chats cut what is longer. */
const MAX_LINK = 60_000;

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

async function encode(value: unknown): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(value)), new CompressionStream('deflate-raw'));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function decode(text: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'))));
}

function told(): Omit<Linked, 'file'> {
  const choice = state.choice.value;
  return {
    v: 1,
    view: view.value,
    ...(choice.kind === 'sample' && { sample: choice.id }),
    policies: state.policies.value.map((policy) => (presets.includes(policy) ? policy.name : policy)),
    pair: state.pair.value,
    fate: state.fate.value,
    speed: speed.value,
    user: state.user.value,
    sleeps: state.sleeps.value,
    window: state.windowMs.value,
    at: state.playheadMs.value,
    focus: state.focus.value,
  };
}

const linkTo = (hash: string) => `${location.origin}${location.pathname}${location.search}#${hash}`;

/** A link to all that is shown; a file goes along where it fits. */
export async function linkOf(): Promise<{ readonly link: string; readonly hasFile: boolean }> {
  const choice = state.choice.value;
  if (choice.kind === 'file' && choice.blob.size < MAX_LINK * 20) {
    const hash = await encode({ ...told(), file: { name: choice.name, text: await choice.blob.text() } });
    if (hash.length < MAX_LINK) return { link: linkTo(hash), hasFile: true };
  }
  return { link: linkTo(await encode(told())), hasFile: choice.kind === 'sample' };
}

const policyOf = (linked: string | SessionPolicy): SessionPolicy => {
  if (typeof linked !== 'string') return parsePolicy(linked);
  const preset = presets.find(({ name }) => name === linked);
  if (!preset) throw new Error(`there is no preset ${linked}`);
  return preset;
};

/** Restores what the address says. @returns a sentence where it cannot be read */
export async function restore(hash: string): Promise<string | null> {
  if (hash.length < 20) return null;
  try {
    const linked = (await decode(hash)) as Linked;
    const policies = linked.policies.slice(0, state.MOST_POLICIES).map(policyOf);
    const within = (index: number) => Math.min(Math.max(0, Number(index) || 0), policies.length - 1);
    batch(() => {
      view.value = linked.view === 'live' ? 'live' : 'simulate';
      if (linked.file) state.choice.value = { kind: 'file', name: linked.file.name, blob: new Blob([linked.file.text]) };
      else if (linked.sample) state.choice.value = { kind: 'sample', id: linked.sample };
      state.policies.value = policies;
      state.pair.value = [within(linked.pair[0]), within(linked.pair[1])];
      state.fate.value = linked.fate ?? null;
      speed.value = linked.speed ?? speed.value;
      state.user.value = linked.user;
      state.sleeps.value = linked.sleeps;
      state.windowMs.value = linked.window;
      state.playheadMs.value = linked.at;
      state.focus.value = within(linked.focus);
    });
    return null;
  } catch (error) {
    return `The link in the address cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
