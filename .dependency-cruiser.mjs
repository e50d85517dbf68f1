import { barrels, packagesAbove, pure, rooms } from './scripts/check/rooms.ts'

const quoted = (name) => name.replaceAll('.', String.raw`\.`)
const anyOf = (names) => `(${names.map(quoted).join('|')})`

/** A regular expression for a room: a folder or a file. */
const within = (pack, room) =>
  [room]
    .flat()
    .map((name) => `^packages/${pack}/src/${inside(name)}`)
    .join('|')
const inside = (name) => (name.includes('.') ? `${quoted(name)}$` : `${name}/`)

const order = Object.entries(rooms).flatMap(([pack, list]) =>
  list.slice(0, -1).map((room, at) => ({
    name: `${pack}: ${[room].flat().join(', ')} imports only rooms above`,
    severity: 'error',
    // A test may prove its room with what stands below it: nothing imports a test.
    from: { path: within(pack, room), pathNot: String.raw`\.test\.ts$` },
    to: {
      path: list
        .slice(at + 1)
        .map((below) => within(pack, below))
        .join('|'),
    },
  })),
)

const edges = Object.entries(barrels)
  .filter(([, files]) => files.length > 0)
  .map(([pack, files]) => ({
    name: `${pack}: nothing inside imports a barrel`,
    comment: 'Import the file that has the thing.',
    severity: 'error',
    from: { path: `^packages/${pack}/src/`, pathNot: `^packages/${pack}/src/[^/]+\\.test\\.ts$` },
    to: { path: `^packages/${pack}/src/${anyOf(files)}$` },
  }))

const neighbours = Object.entries(packagesAbove).map(([pack, allowed]) => ({
  name: `${pack}: which packages it may import`,
  comment: 'What a package publishes as a JSON Schema is data.',
  severity: 'error',
  from: { path: `^packages/${pack}/` },
  to: { path: '^packages/', pathNot: `^packages/${anyOf([pack, ...allowed])}/|^packages/[^/]+/schemas/` },
}))

export default {
  forbidden: [
    ...order,
    ...edges,
    ...neighbours,
    {
      name: 'no cycles',
      comment: 'Imports of types count: a circle of types is a circle of rooms.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'another package is imported by its name',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/src/', pathNot: '^packages/$1/' },
    },
    {
      name: 'the dashboard knows the server by its typed client',
      severity: 'error',
      from: { path: '^packages/dashboard/' },
      to: { path: '^packages/server/', pathNot: '^packages/server/dist/client' },
    },
    {
      name: 'a driver is imported by its own adapter',
      comment: 'Drivers are optional: elsewhere, take what you need of one by structural type.',
      severity: 'error',
      from: { path: '^packages/sdk/src/', pathNot: String.raw`^packages/sdk/src/database/|\.test\.ts$` },
      to: { path: 'node_modules/(pg|pg-[^/]+|better-sqlite3|@electric-sql/[^/]+)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'a pure room reaches nothing outside of the process',
      severity: 'error',
      from: { path: `^packages/sdk/src/${anyOf(pure)}/`, pathNot: String.raw`\.test\.ts$` },
      to: { path: '^(node:)?(net|tls|dgram|http|https|http2|child_process|worker_threads|cluster)$' },
    },
    {
      name: 'imports resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no test is imported by what is shipped',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: String.raw`\.test\.ts$` },
      to: { path: String.raw`\.test\.ts$|^test/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^packages/[^/]+/(dist|words)/' },
    // Projects of their own, which stand elsewhere when they run.
    exclude: { path: '^test/runners/cases/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'svelte', 'default'] },
  },
}
