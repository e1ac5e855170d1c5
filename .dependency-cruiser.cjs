/* Imports run one way: renderer → main/bridge/contract → helper/contract. Each rule says what it keeps possible. */

const PURE =
  '^helper/(contract|plan|formats|observe/decode)/|^helper/(observe/(assemble|health)|apply/transaction)\\.ts$';

const RULES = [
  {
    name: 'contract-stands-alone',
    comment: 'Both ends of the socket, the window and other programs read it: what it imported would come with it.',
    from: { path: '^helper/contract/' },
    to: { pathNot: ['^helper/contract/', '^node_modules/valibot/'] },
  },
  {
    name: 'pure-stays-pure',
    comment: 'Planning and decoding are tested without a kernel; a file that reads the machine would end that.',
    from: { path: PURE },
    to: { pathNot: [PURE, '^node_modules/'] },
  },
  {
    name: 'window-knows-the-bridge-only',
    comment: 'The renderer is sandboxed: whatever else it imported would pull Node, or privileges, into the page.',
    from: { path: '^renderer/' },
    to: { path: '^(main|helper|build|test)/', pathNot: '^main/bridge/contract\\.ts$' },
  },
  {
    name: 'window-without-node',
    comment: 'There is no Node in a sandboxed page.',
    from: { path: '^renderer/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'main-is-a-client',
    comment:
      'The desktop app has no privileges: it speaks to the helper, and nothing in it may act on the machine itself. (Other tools’ files are only read and written.)',
    from: { path: '^main/' },
    to: { path: '^(helper|renderer|build)/', pathNot: '^helper/(contract|client|formats)/' },
  },
  {
    name: 'bridge-takes-the-contract-only',
    comment: 'The bridge contract ends up in the page, and with it everything that it imports.',
    from: { path: '^main/bridge/contract\\.ts$' },
    to: { pathNot: ['^main/bridge/', '^helper/contract/', '^node_modules/valibot/'] },
  },
  {
    name: 'helper-knows-no-window',
    comment: 'The helper runs as root on machines without a desktop.',
    from: { path: '^helper/' },
    to: { path: '^(main|renderer|build)/' },
  },
  {
    name: 'ends-of-the-socket-do-not-touch-the-kernel',
    comment: 'Whoever decodes what strangers send, or is a stranger, must not be one call away from changing a link.',
    from: { path: '^helper/(serve|cli|client)/' },
    to: {
      path: '^helper/(kernel|engines)/',
      // serve asks the kernel who is at the other end, and polkit what they may do; the command line describes the machine where no helper runs.
      pathNot: '^helper/kernel/(credentials|polkit|machine-facts)\\.ts$',
    },
  },
  {
    name: 'credentials-are-for-serve',
    comment: 'Who is at the other end of a socket is a question that only the server has.',
    from: { path: '^helper/(cli|client)/' },
    to: { path: '^helper/kernel/credentials\\.ts$' },
  },
  {
    name: 'machine-facts-are-for-the-command-line',
    comment: 'In the helper, what the machine is like comes from the observer.',
    from: { path: '^helper/(serve|client)/' },
    to: { path: '^helper/kernel/machine-facts\\.ts$' },
  },
  {
    name: 'one-caller-of-writes',
    comment:
      'Journal before each touch, verify after: true only while the executor alone carries out what others decide.',
    from: { path: '^helper/apply/', pathNot: '^helper/apply/executor\\.ts$' },
    to: { path: '^helper/(kernel|engines)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'observation-only-reads',
    comment: 'The observer runs all the time: it must have no way to change what it looks at.',
    from: { path: '^helper/observe/' },
    to: { path: '^helper/(apply|engines|serve|cli|client)/' },
  },
  {
    name: 'nothing-imports-tests',
    comment: 'Tests are not shipped.',
    from: { pathNot: '^test/' },
    to: { path: '^test/' },
  },
  {
    name: 'product-without-build-tools',
    comment:
      'What is only there on a development machine is missing on a person’s laptop. (Types, and what the window bundles, are not loaded there.)',
    from: { path: '^(helper|main)/', pathNot: '\\.d\\.ts$' },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only'],
      pathNot: '^node_modules/(electron|@types)/',
    },
  },
  {
    name: 'declared-packages-only',
    comment: 'A package that another one happens to bring may be gone with its next version.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'everything-resolves',
    comment: 'An import that cannot be found is judged by no other rule.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycles',
    comment: 'Files that need each other are one file in disguise, and start in an order that nobody chose.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing imports and that imports nothing is forgotten, or not connected yet.',
    from: { orphan: true, pathNot: ['\\.d\\.m?ts$', '\\.test\\.ts$', '^build/tsconfig'] },
    to: {},
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  // Without a severity a broken rule is a warning, and passes.
  forbidden: RULES.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: '^(node_modules|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'svelte', 'default'],
    },
  },
};
