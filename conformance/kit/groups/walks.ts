import type { Limit, Limits, SessionPolicy, Trigger } from '../../../machines/policy.ts';
import { createRandom, type Random } from '../random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Sketch, type Stage, sketch, T0 } from '../stage.ts';
import { begun } from './records.ts';

const TRIGGERS: readonly [Trigger, ...Trigger[]] = [
  'input.click',
  'input.click',
  'input.key',
  'telemetry.traces',
  'telemetry.logs',
  'telemetry.metrics',
  'telemetry',
  'navigation',
  'background',
  'background',
  'foreground',
  'foreground',
  'load',
  'load.reload',
  'unload',
  'export',
  'focus',
  'blur',
  'online',
  'heartbeat.foreground',
  'timer.foreground',
  'clock.backward.within-limit',
  'manual',
  'app.checkout',
  'resume',
  'freeze',
];

function limitOf(random: Random, ms: readonly [number, ...number[]], where: readonly string[]): Limit {
  return {
    ms: random.pick(ms),
    ...(random.chance(0.3) && { inclusive: true }),
    ...(random.chance(0.3) && { while: where[random.whole(0, where.length - 1)] as 'open' }),
    ...(random.chance(0.2) && { everyMs: random.pick([MINUTE_MS, 7 * MINUTE_MS]) }),
  };
}

const ANYWHERE = ['foreground', 'background', 'open', 'closed'];

function policyFrom(random: Random): SessionPolicy {
  const limits: Limits = {
    ...(random.chance(0.8) && { inactivity: limitOf(random, [5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS], ANYWHERE) }),
    ...(random.chance(0.5) && { duration: limitOf(random, [30 * MINUTE_MS, HOUR_MS, 30 * DAY_MS], ANYWHERE) }),
    ...(random.chance(0.4) && {
      background: limitOf(random, [10 * MINUTE_MS, 15 * MINUTE_MS], ['open', 'closed']) as NonNullable<Limits['background']>,
    }),
    ...(random.chance(0.3) && { telemetryCount: random.whole(1, 4) }),
  };
  const ending = random.some<Trigger>(
    ['load', 'background', 'foreground', 'attribute.user.id.changed', 'day', 'clock.backward', 'manual'],
    0.15,
  );
  const splitting = random.some<Trigger>(['foreground', 'background', 'load', 'unload', 'navigation', 'attribute.a'], 0.2);
  return {
    name: 'random',
    startOn: [
      'input',
      ...random.some<Trigger>(['load', 'load.first', 'telemetry', 'foreground', 'background', 'attribute.user.id', 'unload', 'timer'], 0.3),
    ],
    extendOn: random.some<Trigger>(
      ['input', 'input.click', 'telemetry', 'telemetry.traces', 'foreground', 'background', 'load', 'attribute', 'heartbeat'],
      0.4,
    ),
    endAfter: limits,
    then: random.pick(['renew', 'renew', 'wait', 'wait', 'wait', 'stop']),
    scope: 'app',
    ...(ending.length > 0 && { endOn: ending }),
    ...(splitting.length > 0 && { splitOn: splitting }),
    ...(random.chance(0.3) && { extendEveryMs: random.pick([1_000, MINUTE_MS]) }),
    ...(random.chance(0.3) && { minDurationMs: random.pick([1_000, MINUTE_MS]) }),
    ...(random.chance(0.3) && { sampling: { ratio: 0.5, by: 'id' as const } }),
  };
}

/** Some moment after this one: close by, on whole minutes where limits fall, round the deadline, or days later. */
function momentAfter(random: Random, now: number, stage: Stage): number {
  const { deadline } = stage;
  if (random.chance(0.3) && Number.isFinite(deadline) && deadline - 1 > now) return deadline + random.whole(-1, 1);
  if (random.chance(0.5)) return now + random.pick([0, 1, 2, 1_000, 59_999, MINUTE_MS]);
  return random.chance(0.9) ? now + random.whole(1, 40) * MINUTE_MS : now + random.whole(0, 40 * DAY_MS);
}

function step(random: Random, stage: Stage, now: number, share: boolean): void {
  const at = random.chance(0.12) ? now - random.pick([1, 1_000, 5 * MINUTE_MS, HOUR_MS]) : now;
  const what = random.whole(0, 99);
  if (what < 68) return stage.trigger(random.pick(TRIGGERS), at);
  if (what < 76) return stage.tick(at);
  if (what < 86) return stage.update({ [random.pick(['user.id', 'a'])]: random.chance(0.2) ? null : `v${random.whole(1, 3)}` }, at);
  if (what < 93) return stage.end(at, { ...(random.chance(0.3) && { link: false }), ...(random.chance(0.2) && { clear: true }) });
  if (what < 94) return stage.shutdown(at);
  if (!share) return stage.tick(at);
  tellForeign(random, stage, at);
}

function tellForeign(random: Random, stage: Stage, at: number): void {
  let own: Stage['record'];
  try {
    own = stage.record;
  } catch {
    return stage.tick(at);
  }
  const newer = begun(own, T0 + at, { id: `x${own.ordinal}`, isHidden: random.chance(0.3), visibilityTimeMs: T0 + at });
  const end = { endTimeMs: T0 + at, endReason: 'manual' as const, lapseTimeMs: T0 + at };
  const record = random.pick([
    own,
    {
      ...own,
      lastActivityTimeMs: own.lastActivityTimeMs + MINUTE_MS,
      idleFromMs: own.idleFromMs + MINUTE_MS,
      seenTimeMs: own.seenTimeMs + MINUTE_MS,
    },
    { ...own, isHidden: !own.isHidden, visibilityTimeMs: own.visibilityTimeMs + 1 },
    { ...own, ...end },
    newer,
    { ...newer, ...end },
  ]);
  stage.sync(
    record,
    at,
    random.chance(0.15)
      ? { revoke: true }
      : random.chance(0.3)
        ? { recovered: true, ...(random.chance(0.5) && { evidence: 'crash_reported' }) }
        : {},
  );
}

/** A life of some events under any policy. */
export function walk(seed: number, policy?: SessionPolicy): Sketch {
  const random = createRandom(seed);
  const length = random.whole(6, 14);
  const chosen = policy ?? policyFrom(random);
  const numbers = Array.from({ length: 32 }, () => Math.round(random.unit() * 1e6) / 1e6);
  const write = (stage: Stage) => {
    let now = random.whole(0, DAY_MS);
    for (let i = 0; i < length && (stage.state !== 'closed' || i % 3 > 0); i++) {
      step(random, stage, now, policy === undefined);
      now = momentAfter(random, now, stage);
    }
  };
  const isRandom = chosen.sampling?.by === 'random';
  return sketch(`${policy ? policy.name : 'a policy at random'}, seed ${seed}`, chosen, write, {
    withRecord: seed % 5 === 0,
    ...(isRandom && { random: numbers }),
  });
}
