/** The schemas and the types say the same; `npm run check` compiles this file. */
import { expectTypeOf, it } from 'vitest';
import type { IdFormat, SessionPolicy, Trigger, TriggerRoot } from '../../machines/policy.ts';
import type { policySchema, TRIGGER_ROOTS } from '../../machines/policy-schema.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { END_REASONS, EVIDENCE, recordSchema } from '../../machines/record-schema.ts';
import type { AttributeValue, EndReason, StartReason, TerminationEvidence } from '../../machines/session.ts';

/** What a pattern means is told by its title. */
interface ByTitle {
  readonly 'a trigger': Trigger;
  readonly 'an id format': IdFormat;
  readonly 'a start reason': StartReason;
  readonly 'an end reason or null': EndReason | null;
  readonly 'a kind of evidence or null': TerminationEvidence | null;
}
interface ByType {
  readonly null: null;
  readonly boolean: boolean;
  readonly integer: number;
  readonly number: number;
  readonly string: string;
}
type Split<Text extends string> = Text extends `${infer Head}|${infer Tail}` ? Head | Split<Tail> : Text;
type Value<S> = S extends { readonly title: infer Title extends keyof ByTitle }
  ? ByTitle[Title]
  : S extends { readonly const: infer Const }
    ? Const
    : S extends { readonly enum: readonly (infer Member)[] }
      ? Member
      : S extends { readonly type: 'array'; readonly items: infer Item }
        ? readonly Value<Item>[]
        : S extends { readonly properties: infer Fields }
          ? Fieldset<Fields, S extends { readonly required: readonly (infer Name)[] } ? Name : never>
          : S extends { readonly additionalProperties: infer Each }
            ? Readonly<Record<string, 'array' extends TypeIn<Each> ? AttributeValue : Value<Each>>>
            : ByType[TypeIn<S> & keyof ByType];
type TypeIn<S> = S extends { readonly type: readonly (infer Type)[] } ? Type : S extends { readonly type: infer Type } ? Type : never;
type Fieldset<Fields, Required> = Flat<
  { readonly [Name in keyof Fields as Name extends Required ? Name : never]: Value<Fields[Name]> } & {
    readonly [Name in keyof Fields as Name extends Required ? never : Name]?: Value<Fields[Name]>;
  }
>;
/** Intersections and interfaces made plain, so that equality is that of their fields. */
type Flat<T> = T extends readonly unknown[] ? T : T extends object ? { [Name in keyof T]: Flat<T[Name]> } : T;

it('says the same of a policy in the schema and in the type', () => {
  expectTypeOf<Value<typeof policySchema>>().toEqualTypeOf<Flat<SessionPolicy>>();
});

it('says the same of a record in the schema and in the type', () => {
  expectTypeOf<Value<typeof recordSchema>>().toEqualTypeOf<Flat<SessionRecord>>();
});

it('knows all roots of triggers, all reasons to end and all evidence', () => {
  expectTypeOf<Split<typeof TRIGGER_ROOTS>>().toEqualTypeOf<TriggerRoot>();
  expectTypeOf<Split<typeof EVIDENCE>>().toEqualTypeOf<TerminationEvidence>();
  expectTypeOf<Split<typeof END_REASONS> | `app.${string}`>().toEqualTypeOf<EndReason>();
});
