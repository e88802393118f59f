/** `schemas/`: the JSON Schemas, with their descriptions, and the presets with the source of every value. */
import { parsePolicy } from '../machines/parse-policy.ts';
import { policySchema } from '../machines/policy-schema.ts';
import { recordSchema } from '../machines/record-schema.ts';
import { snapshotSchema } from '../src/debug/snapshot-schema.ts';
import * as presets from '../src/policies/index.ts';
import { POLICY, RECORD, SNAPSHOT } from './schema-descriptions.mjs';

/** Where npm's mirror serves the published file, so that an editor finds it. */
const BASE = 'https://unpkg.com/sessionchart/schemas/';
const LINE_WIDTH = 140;

/** A file may name its schema for the editor; `parsePolicy` takes that off, so that a core never sees it. */
const $schema = /** @type {const} */ ({ type: 'string' });

/** The schema of a policy as cores get it. @returns {string} */
export const coreSchema = () => json(documented('policy.json', policySchema, POLICY));

/** @returns {Record<string, string>} path to text */
export function schemaFiles() {
  return {
    'schemas/policy.json': json(
      documented('policy.json', { ...policySchema, properties: { $schema, ...policySchema.properties } }, POLICY),
    ),
    'schemas/session-record.json': json(documented('session-record.json', recordSchema, RECORD)),
    'schemas/debug-snapshot.json': json(documented('debug-snapshot.json', snapshotSchema, SNAPSHOT)),
    ...Object.fromEntries(sourcedPolicies().map((policy) => [`schemas/policies/${policy.name}.json`, json(policy)])),
  };
}

/** The presets with their sources. */
export function sourcedPolicies() {
  const exported = Object.entries(presets);
  return exported.flatMap(([name, value]) =>
    'endAfter' in value ? [parsePolicy({ ...value, sources: exported.find(([other]) => other === `${name}Sources`)?.[1] })] : [],
  );
}

/**
 * @param {string} file
 * @param {import('../machines/validate.ts').Schema} schema
 * @param {Readonly<Record<string, string>>} descriptions
 */
function documented(file, schema, descriptions) {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: BASE + file, ...describe(schema, '', descriptions) };
}

/**
 * @param {import('../machines/validate.ts').Schema} schema
 * @param {string} path
 * @param {Readonly<Record<string, string>>} descriptions
 * @returns {object}
 */
function describe(schema, path, descriptions) {
  const { title, properties, items, additionalProperties, ...rest } = schema;
  const description = descriptions[path] ?? descriptions[path.slice(path.lastIndexOf('.') + 1)];
  const at = (/** @type {string} */ name) => (path ? `${path}.${name}` : name);
  return {
    ...(title && { title: title.replace(/^an? /, '') }),
    ...(description && { description }),
    ...rest,
    ...(items && { items: describe(items, `${path}.*`, descriptions) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, describe(field, at(name), descriptions)])),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties: additionalProperties && describe(additionalProperties, `${path}.*`, descriptions),
    }),
  };
}

/**
 * Short lists stand on one line, as the formatter wants them.
 *
 * @param {object} value
 */
export function json(value) {
  const text = JSON.stringify(value, null, 2).replace(/^(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, (spread, before, inside, comma) => {
    const line = `${before}[${inside.trim().replace(/\s*\n\s*/g, ' ')}]${comma}`;
    return line.length <= LINE_WIDTH ? line : spread;
  });
  return `${text}\n`;
}
