/** A machine as it is drawn: where every state and every arrow lies, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Outer states come before what they hold. */
  readonly states: readonly StateBox[];
  readonly edges: readonly Edge[];
}
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface StateBox extends Box {
  /** Dotted path; that of an initial mark ends in `*`. */
  readonly id: string;
}
export interface Edge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly number[])[];
  readonly labels: readonly (Box & { readonly lines: readonly string[] })[];
}

/** Innermost name of a dotted path. */
export const lastName = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

/** Whether one of the active states, `a.b` or `a.b | c.d`, is `id` or lies in it. */
export const isActive = (states: string, id: string): boolean =>
  states.split(' | ').some((state) => state === id || state.startsWith(`${id}.`));
