/** Reads `semconv/`, the definitions of what is emitted, in the form of the conventions' own model. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ROOT } from './entries.mjs';

/**
 * @typedef {{ id: string, value: string, brief: string, stability: string }} Member
 * @typedef {{ key: string, type: string | { members: Member[] }, stability: string, brief: string, note: string, examples: unknown[] }} Attribute
 * @typedef {string | { conditionally_required: string }} Requirement
 * @typedef {{ ref: string, requirement_level: Requirement, brief?: string }} Reference
 * @typedef {{ name: string, stability: string, brief: string, note: string, attributes: Reference[] }} Event
 * @typedef {{ id: string, brief: string, attributes: Reference[] }} Group
 * @typedef {{ type: string, brief: string, note: string, identity: Reference[], description: Reference[] }} Entity
 * @typedef {{ attributes: Attribute[], events: Event[], groups: Group[], entities: Entity[] }} Semconv
 */

/** @returns {Semconv} */
export function readSemconv() {
  const files = readdirSync(`${ROOT}semconv`).map((file) => parse(readFileSync(`${ROOT}semconv/${file}`, 'utf8')));
  /** @param {string} part */
  const all = (part) => files.flatMap((file) => file[part] ?? []);
  return { attributes: all('attributes'), events: all('events'), groups: all('attribute_groups'), entities: all('entities') };
}

/** @param {string} text a folded text of the model */
export function oneLine(text) {
  return text.trim().replaceAll(/\s+/g, ' ');
}
