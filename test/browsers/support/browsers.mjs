/** The browsers that are tested, and what each of them can be asked for. */
import { launchChromium } from './chromium.mjs';
import { launchFirefox } from './firefox.mjs';
import { launchWebKit } from './webkit.mjs';

/**
 * @typedef {{
 *   name: string, launch: () => ReturnType<typeof launchChromium>, races: readonly { tabs: number, rounds: number, renew: boolean }[],
 *   skips: readonly string[],
 * }} TestedBrowser
 * `rounds` are those of a full run; `skips` names scenarios that the browser, or its remote control, does not have
 */

const both = (/** @type {number} */ tabs, /** @type {number} */ rounds) => [false, true].map((renew) => ({ tabs, rounds, renew }));

/** @type {readonly TestedBrowser[]} */
export const BROWSERS = [
  { name: 'chromium', launch: launchChromium, races: [...both(8, 200), ...both(40, 20)], skips: [] },
  {
    name: 'firefox',
    launch: launchFirefox,
    races: both(8, 50),
    // Without the DevTools protocol nobody can freeze, minimise, crash or clear. What is written as the last tab closes is lost in some
    // closes (localStorage in 45 of 50), so the next page cannot count on knowing when that was.
    skips: ['frozen', 'minimised', 'crashed', 'cleared', 'prerendered', 'longer than the background limit'],
  },
  {
    name: 'webkit',
    launch: launchWebKit,
    races: both(8, 20),
    // Tabs open hidden there and stay so; WebDriver can neither run a script before the page's own nor work beside a faked clock.
    skips: [
      ...[
        'hidden',
        'two tabs',
        'frozen',
        'minimised',
        'bfcache',
        'duplicated',
        'prerendered',
        'closed',
        'crashed',
        'used by',
        'navigated to',
        'asked',
        'consent',
      ],
      ...[
        'sleeps',
        'works',
        'wall clock',
        'drifts',
        'shut down',
        'first visit',
        'without',
        'every storage',
        'never answers',
        'frame',
        'cleared',
        'subdomains',
        'fails later',
      ],
    ],
  },
];
