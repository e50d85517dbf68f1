import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const longestBuild = 10 * 60_000
const notSources = new Set(['node_modules', 'dist', 'words', 'test', 'coverage'])

/**
 * Builds, in the order of their dependencies, the packages whose inputs are not those of their last build: their own
 * sources (tests aside), what their manifest names as `buildInputs`, the lockfile, what the root configures, and the
 * packages that they build upon.
 * `pack(folder)` runs one build and answers with its exit code; so does this function. Two that run at once, as `npm start`
 * beside `npm test`, take turns.
 */
export async function buildChanged({ root, force, pack }) {
  const stamps = join(root, '.toolchain', 'built')
  mkdirSync(stamps, { recursive: true })
  const lock = join(root, '.toolchain', 'building')
  await take(lock)
  try {
    return await buildAll({ root, force, pack, stamps })
  } finally {
    rmSync(lock, { force: true })
  }
}

async function buildAll({ root, force, pack, stamps }) {
  const common = ['pnpm-lock.yaml', 'tsconfig.base.json'].map((file) => readFileSync(join(root, file)))
  const hashes = new Map()
  for (const { folder, manifest, upon } of inOrder(packages(root))) {
    const hash = createHash('sha256')
    for (const part of common) hash.update(part)
    for (const name of upon) hash.update(hashes.get(name))
    for (const file of [...sources(folder), ...(manifest.buildInputs ?? [])])
      hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)))
    const wanted = hash.digest('hex')
    hashes.set(manifest.name, wanted)

    const stamp = join(stamps, manifest.name.replace('/', '+'))
    const built = (manifest.files ?? []).every((output) => existsSync(join(folder, output)))
    if (!force && built && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue
    rmSync(stamp, { force: true })
    const start = Date.now()
    const code = await pack(folder)
    if (code) {
      console.error(`${manifest.name} did not build.`)
      return code
    }
    writeFileSync(stamp, wanted)
    console.error(`built ${manifest.name} in ${((Date.now() - start) / 1000).toFixed(1)} s`)
  }
  return 0
}

/** Waits while another process holds the lock. One that is long gone may have left it, and its id be another's by now. */
async function take(lock) {
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isHeld(lock)) {
      if (waits === 0) console.error('Another build is under way …')
      await new Promise((resolve) => setTimeout(resolve, 200))
    } else rmSync(lock, { force: true })
  }
}

function isHeld(lock) {
  try {
    return lives(Number(readFileSync(lock, 'utf8'))) && Date.now() - statSync(lock).mtimeMs < longestBuild
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function lives(pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The packages that have a build, each with the names of those among them that it depends upon. */
function packages(root) {
  const all = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.scripts?.build)
  const names = new Set(all.map(({ manifest }) => manifest.name))
  return all.map((one) => ({
    ...one,
    upon: Object.keys({ ...one.manifest.dependencies, ...one.manifest.devDependencies }).filter((name) =>
      names.has(name),
    ),
  }))
}

function inOrder(all) {
  const sorted = []
  const placed = new Set()
  while (sorted.length < all.length) {
    const next = all.filter(
      ({ manifest, upon }) => !placed.has(manifest.name) && upon.every((name) => placed.has(name)),
    )
    if (next.length === 0) throw new Error('The packages depend on each other in a circle.')
    for (const one of next) placed.add(one.manifest.name)
    sorted.push(...next)
  }
  return sorted
}

function sources(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below ? `${below}/${entry.name}` : entry.name
      if (entry.isDirectory()) return notSources.has(path) ? [] : sources(folder, path)
      return entry.isFile() && !/\.test\.ts$/.test(entry.name) ? [path] : []
    })
}
