/**
 * Runs command lines of `understudy` in this process, which has loaded it. Who asks, a shell in the place of the program,
 * says its number on a connection; its arguments, variables, folder and streams are what Linux shows of it. The answer is
 * the exit code, or `busy` while another one runs: that of a pipe, say.
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream, openSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { become } from './become.mjs'

let busy = false

/** The port that it listens at. */
export async function takeCommands() {
  const server = createServer(async (connection) => {
    const [pid] = await once(connection.setEncoding('utf8'), 'data')
    if (busy) return connection.end('busy\n')
    busy = true
    const code = await runCommand(`/proc/${pid.trim()}`).catch((thrown) => {
      process.stderr.write(inspect(thrown))
      return 1
    })
    busy = false
    connection.end(`${code}\n`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server.address().port
}

async function runCommand(of) {
  const { runProgram } = await import('../../packages/cli/src/program.ts')
  const [, , ...args] = wordsOf(`${of}/cmdline`)
  const env = Object.fromEntries(wordsOf(`${of}/environ`).map((pair) => pair.split(/=(.*)/s)))
  const [stdout, stderr] = [1, 2].map((fd) => createWriteStream('', { fd: openSync(`${of}/fd/${fd}`, 'a') }))
  // Who has read enough closes the pipe: that ends a program, and well.
  const closed = Promise.race([stdout, stderr].map((stream) => once(stream, 'error'))).then(() => 0)
  let stdin
  const leave = speakBy({
    stdout: () => stdout,
    stderr: () => stderr,
    stdin: () => (stdin ??= createReadStream(`${of}/fd/0`)),
  })
  become({ folder: readlinkSync(`${of}/cwd`), env })
  try {
    return await Promise.race([runProgram(args), closed])
  } catch (thrown) {
    stderr.write(inspect(thrown))
    return 1
  } finally {
    await Promise.all(
      [stdout, stderr].map((stream) => new Promise((resolve) => (stream.destroyed ? resolve() : stream.end(resolve)))),
    )
    leave()
  }
}

function wordsOf(file) {
  return readFileSync(file, 'utf8').split('\0').slice(0, -1)
}

/** Puts others in the place of this process's streams, until it is told to leave it. */
function speakBy(streams) {
  const before = Object.keys(streams).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)])
  for (const [name, get] of Object.entries(streams)) Object.defineProperty(process, name, { get, configurable: true })
  return () => {
    for (const [name, own] of before) Object.defineProperty(process, name, own)
  }
}
