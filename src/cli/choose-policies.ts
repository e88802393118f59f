import { readFileSync } from 'node:fs';
import { PolicyError, parsePolicy } from '../../machines/parse-policy.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import { policies, policyByName } from '../policies/index.ts';
import { ActivityError, PolicySpecError, policyFromSpec } from '../tools/index.ts';
import { unknownName } from './nearest-names.ts';
import { UsageError } from './terminal.ts';

/**
 * The policies that `--policy` names: a preset or a file, with overrides if need be.
 *
 * @throws UsageError for an unknown name or override, ActivityError for a file that holds no policy.
 */
export function choosePolicies(specs: readonly string[]): readonly SessionPolicy[] {
  try {
    return specs.map((spec) => policyFromSpec(spec, policyNamed));
  } catch (error) {
    if (error instanceof PolicySpecError) throw new UsageError(`--policy ${error.message}`);
    throw error;
  }
}

function policyNamed(base: string): SessionPolicy {
  const preset = policyByName(base);
  if (preset) return preset;
  if (/\.json$|[/\\]/.test(base)) return policyInFile(base);
  const names = policies.map(({ name }) => name);
  const { message } = unknownName('preset', base, names, `${names.join(', ')}, or a file that ends in .json`);
  throw new UsageError(`--policy: ${message}`);
}

function policyInFile(file: string): SessionPolicy {
  try {
    return parsePolicy(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof PolicyError) throw new ActivityError(`${file}: ${error.message}`);
    if (error instanceof SyntaxError) throw new ActivityError(`${file}: expected a policy as JSON; ${error.message}`);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new ActivityError(`${file}: there is no such file`);
    throw new ActivityError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
