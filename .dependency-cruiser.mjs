/** Which folder may import which. CONTRIBUTING.md says it in words; `npm run check` enforces it. */

const PEERS = ['xstate', 'rxjs', '@opentelemetry', '@statelyai', 'react', 'react-native'];
/** What platforms have in common: an app's life and its storage; and the page in Capacitor's WebView. */
const PARTS = { 'react-native': ['^src/mobile/'], capacitor: ['^src/mobile/', '^src/web/watch-(input|navigation)\\.ts$'] };
const peers = (...names) => `node_modules/(@types/)?(${names.join('|')})(/|$)`;
const ANY_PACKAGE = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** No edge from `from` to anything outside `allowed`. */
const only = (name, from, allowed, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { pathNot: allowed } });
/** Edges from `from` to `to` carry types only. */
const typesOnly = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: to, dependencyTypesNot: ['type-only'] },
});

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'entries-are-leaves',
      severity: 'error',
      comment: 'The entry points at the top of src compose the rest; only the command line imports one.',
      from: { path: '^(machines|src)/', pathNot: '^src/cli' },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'known-packages',
      severity: 'error',
      comment: 'What is published imports optional peers only.',
      from: { path: '^(machines|src)/' },
      to: { dependencyTypes: ANY_PACKAGE, pathNot: peers(...PEERS) },
    },
    {
      name: 'node-builtins',
      severity: 'error',
      comment: "Node's own modules are for src/node and the command line; all else runs in browsers too.",
      from: { path: '^(machines|src)/', pathNot: '^src/(node/|cli)' },
      to: { dependencyTypes: ['core'] },
    },

    only('machines-alone', '^machines/(?!machine\\.ts|inspect)', ['^machines/'], 'The chart and its rules import nothing but each other.'),
    only(
      'machine-xstate',
      '^machines/(machine\\.ts|inspect)',
      ['^machines/', peers('xstate')],
      'The one place where the chart meets XState.',
    ),

    only('provider', '^src/provider/', ['^src/(provider|api)/', '^machines/'], 'The provider runs on either runner, with or without RxJS.'),
    typesOnly(
      'provider-runner',
      '^src/provider/',
      '^machines/machine\\.ts',
      'The runner is handed in, so that the light build has no XState.',
    ),

    only(
      'full',
      '^src/full/',
      ['^src/(full|provider|api|policies)/', '^machines/', peers('xstate', 'rxjs')],
      'The provider on XState and RxJS.',
    ),

    only('lite', '^src/lite/', ['^src/(lite|provider|api|policies)/', '^machines/'], 'The provider on the stepper, without packages.'),

    only('api-alone', '^src/api/', ['^src/api/', '^machines/'], 'Instrumentations import the api, so it has no dependencies.'),
    typesOnly('api-types', '^src/api/', '^machines/', 'The api takes types alone from machines.'),

    only(
      'otel',
      '^src/otel/',
      ['^src/(otel|api)/', '^machines/', peers('@opentelemetry')],
      'Processors know sessions through the api only.',
    ),
    only('react', '^src/react/', ['^src/(react|api)/', '^machines/', peers('react')], 'Hooks know sessions through the api only.'),
    typesOnly(
      'otel-react-types',
      '^src/(otel|react)/',
      '^machines/',
      'Whoever knows sessions through the api takes types alone from machines.',
    ),

    ...['web', 'react-native', 'capacitor', 'node'].flatMap((platform) => [
      {
        name: `platform-${platform}`,
        severity: 'error',
        comment: 'A platform imports machines and the interface it implements, never another platform, save what PARTS names.',
        from: { path: `^src/${platform}/` },
        to: { pathNot: [`^src/(${platform}|provider|api)/`, '^machines/', ...(PARTS[platform] ?? [])], dependencyTypesNot: ['core'] },
      },
      typesOnly(
        `platform-${platform}-types`,
        `^src/${platform}/`,
        '^src/(provider|api)/',
        'A platform implements interfaces; it calls nobody.',
      ),
    ]),

    only('consent', '^src/consent/', ['^src/(consent|provider)/', '^machines/'], 'Consent stands between a platform and a provider.'),

    only('mobile', '^src/mobile/', ['^src/(mobile|provider)/', '^machines/'], 'What the platforms of phones have in common.'),
    typesOnly('mobile-types', '^src/mobile/', '^src/provider/', 'A platform implements interfaces; it calls nobody.'),

    only(
      'native',
      '^src/native/',
      [
        '^src/(native|provider|mobile|api|consent)/',
        '^src/remote/(share-sessions|teller|port|protocol)\\.ts$',
        '^src/otel/(event-attributes|semconv)\\.ts$',
        '^src/policies/default\\.ts$',
        '^machines/(?!machine\\.ts)',
      ],
      'The bundle for native apps has all it needs, and neither XState nor RxJS.',
    ),

    only(
      'remote',
      '^src/remote/',
      [
        '^src/(remote|api)/',
        '^src/provider/(amendments|change-queue|diagnostics|finality|metadata|past|platform|session-clock|streams)\\.ts$',
        '^src/lite/observable\\.ts$',
        '^src/web/(watch-input|listen|report)\\.ts$',
        '^machines/(?!machine\\.ts)',
      ],
      'A remote end has the small parts of a provider, and decides nothing itself.',
    ),

    only(
      'script-tag',
      '^src/script-tag/',
      ['^src/(script-tag|lite|web|provider|api|consent)/', '^machines/(?!machine\\.ts)'],
      'One script for a page: the light provider on the web, without packages.',
    ),

    only('policies', '^src/policies/', ['^src/policies/', '^machines/'], 'A preset is data.'),
    typesOnly('policies-types', '^src/policies/', '^machines/', 'A preset is data.'),

    only(
      'tools',
      '^src/tools/',
      ['^src/tools/', '^machines/(?!machine\\.ts)'],
      'Tools step the chart without XState; presets are handed in.',
    ),
    only(
      'sql',
      '^src/sql/',
      ['^src/(sql|tools)/', '^machines/(?!machine\\.ts)'],
      'A query says what the simulator does, by the same rules.',
    ),
    only(
      'inspect',
      '^src/inspect/',
      ['^src/(inspect|api)/', '^machines/', peers('xstate', 'rxjs', '@statelyai')],
      'The bridge watches through the api and the machine.',
    ),
    only(
      'debug',
      '^src/debug/',
      ['^src/(debug|provider|api)/', '^src/inspect/(explain-guard|explain-deadline|messages)\\.ts$', '^machines/(?!machine\\.ts)'],
      'Debug mode stands between a provider and what it runs on, of either build.',
    ),
    {
      name: 'debug-apart',
      severity: 'error',
      comment: 'Who does not import debug mode has not a byte of it. The number of the release is the command line’s, too.',
      from: { path: '^(machines|src)/', pathNot: '^src/debug/' },
      to: { path: '^src/debug/', pathNot: '^src/debug/version' },
    },
    {
      name: 'visualizer',
      severity: 'error',
      comment: 'The page is a user like any other.',
      from: { path: '^visualizer/' },
      to: { path: '^(machines|src|test|bench|scripts)/', pathNot: ['^src/[^/]+/index\\.ts$', '^src/(index|lite)\\.ts$'] },
    },
    {
      name: 'no-way-back',
      severity: 'error',
      comment: 'Nothing published imports tests, benchmarks, scripts or the visualizer.',
      from: { path: '^(machines|src)/' },
      to: { path: '^(test|bench|scripts|visualizer)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
