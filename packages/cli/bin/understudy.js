#!/usr/bin/env node
// Runs on any Node >=18, and so imports nothing but Node's own modules until the version is known to suffice:
// better-sqlite3 ends an old Node with a segmentation fault and not a word.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const oldest = [22, 18]
const self = fileURLToPath(import.meta.url)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) {
  endWithParent()
  keepCompiled()
  await import('../dist/main.js')
} else {
  const node = pinnedNode()
  if (node) runOn(node)
  else {
    console.error(
      `understudy needs Node ${oldest.join('.')} or newer and this is ${process.versions.node}: install Node 24.`,
    )
    process.exitCode = 1
  }
}

/** The Node that the workspace around this file pins, if there is one. */
function pinnedNode() {
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  for (let folder = dirname(self); ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return undefined
  }
}

function runOn(node) {
  const child = spawn(node, [...process.execArgv, self, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  endWithParent()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // A terminal sends Ctrl-C to every process of its group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

/**
 * What is loaded is compiled once, not at every start. It is kept where nobody but the user writes, as it is run; where
 * that cannot be written, nothing is kept. NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE are heard by Node itself.
 */
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE) return
  const caches = process.env.XDG_CACHE_HOME || ownCaches()
  if (caches) module.enableCompileCache(join(caches, 'understudy', 'compiled'))
}

/** A user whom the system does not know has no home. */
function ownCaches() {
  try {
    return join(homedir(), '.cache')
  } catch (error) {
    if (error.code === 'ERR_SYSTEM_ERROR') return undefined
    throw error
  }
}

/** A launcher holds a channel to the process that it starts. It closes with the launcher, however that ends. */
function endWithParent() {
  process.channel?.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
