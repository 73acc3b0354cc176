// The ladder of ARCHITECTURE.md as rules that run. Each folder of src/main imports only from those before it.
const ladder = [
  'base',
  'telemetry',
  'onnx',
  'data',
  'session',
  'calib',
  'quant',
  'autodiff',
  'detect',
  'qat',
  'coco',
  'trt',
  'stages',
  'runs',
  'jobs',
  'api',
]
const hosts = ['web', 'cli', 'shell', 'engine']

const climbs = ladder.map((folder, index) => ({
  name: `ladder-${folder}`,
  comment:
    `src/main/${folder} may import only from the folders before it in the ladder, so that it can be read, ` +
    'tested and replaced without the rest. Move the shared piece down, or hand it in as an argument.',
  severity: 'error',
  from: { path: `^src/main/${folder}/` },
  to: {
    path: [
      ...ladder.slice(index + 1).map((above) => `^src/main/${above}/`),
      ...hosts.map((host) => `^src/main/${host}/`),
      '^src/main/[^/]+\\.ts$',
      '^src/(renderer|preload)/',
    ],
  },
}))

const owner = (name, packages, folder, why) => ({
  name: `owner-${name}`,
  comment: `${why} Only ${folder} imports it; call what that folder exports instead.`,
  severity: 'error',
  from: { path: '^src/', pathNot: folder },
  to: { path: packages },
})

module.exports = {
  forbidden: [
    ...climbs,
    {
      name: 'hosts-apart',
      comment:
        'A host (command line, web, Electron) parses, calls and prints; what two hosts share belongs in api or below.',
      severity: 'error',
      from: { path: '^src/main/(web|cli|shell)/' },
      to: { path: '^src/main/(web|cli|shell|engine)/', pathNot: '^src/main/$1/' },
    },
    {
      name: 'shared-is-pure',
      comment:
        'The contract is read by the renderer and by remote clients: it may know nothing of Node or of the core.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', 'node_modules/zod/', 'node_modules/@orpc/'] },
    },
    {
      name: 'renderer-by-contract',
      comment:
        'The interface talks to the engine by the contract alone, so that it runs the same in Electron and in a browser.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/' },
    },
    owner(
      'onnxruntime',
      'node_modules/onnxruntime-(node|common)',
      '^src/main/session/',
      'A native crash must have one address.',
    ),
    owner(
      'protobuf',
      'node_modules/@bufbuild/protobuf',
      '^src/main/onnx/',
      'The wire format of ONNX is a detail of decode and encode.',
    ),
    owner(
      'sqlite',
      'node_modules/(better-sqlite3|@types/better-sqlite3|kysely)',
      '^src/main/runs/',
      'The store has one owner of its schema and transactions.',
    ),
    owner(
      'sharp',
      'node_modules/sharp',
      '^src/main/data/',
      'Decoding flags (ICC profiles ignored) decide accuracy and are set in one place.',
    ),
    owner(
      'koffi',
      'node_modules/koffi/',
      '^src/main/telemetry/',
      'A wrong signature crashes the process: native calls have one address.',
    ),
    owner(
      'echarts',
      'node_modules/(echarts|vue-echarts)/',
      '^src/renderer/charts/',
      'Every chart follows one theme, and can be exported and read as a table.',
    ),
    owner(
      'electron',
      'node_modules/electron/',
      '^src/(main/(index\\.ts|shell/)|preload/)',
      'What can run only inside Electron stays too small to need tests.',
    ),
    owner('ws', 'node_modules/(@types/)?ws/', '^src/main/web/', 'Limits of sockets are set in one place.'),
    owner(
      'child-process',
      '^(node:)?child_process$',
      '^src/main/base/',
      'Spawning, killing and timing out is written once.',
    ),
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one concept, or that one concept is split wrongly.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that does not resolve breaks the build later and elsewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'Shipped code may use only what is shipped.',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '^src/main/(index\\.ts$|shell/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
