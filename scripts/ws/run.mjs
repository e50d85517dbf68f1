import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const windows = process.platform === 'win32'
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const parent = process.ppid
let child
let signalled

/** True after a signal: then nothing further is started. */
export const stopped = () => signalled !== undefined

/**
 * Runs one program to its end and answers with its exit code: 128 + n after a signal, 127 where there is no such
 * program. Signals are passed on, and so is the end of the parent: `npm start` that is terminated ends npm's shell only,
 * so the parent's id is watched. With `quiet`, output shows only when the program fails; with `held`, the program is
 * told of this one's end by a channel that closes, which even SIGKILL cannot prevent.
 */
export function run(command, args, { cwd = process.cwd(), env, quiet = false, held = false }) {
  if (signalled) return Promise.resolve(codeOf(signalled))
  const output = quiet ? 'pipe' : 'inherit'
  const stdio = ['inherit', output, output, ...(held ? ['ipc'] : [])]
  // On Windows npm is a .cmd file, which needs a shell; it is called with nothing that one would have to quote.
  child = spawn(command, args, { cwd, env, stdio, shell: windows && command === 'npm' })
  const said = []
  child.stdout?.on('data', (data) => said.push(data))
  child.stderr?.on('data', (data) => said.push(data))
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('close', (code, signal) => {
      if (quiet && code !== 0) for (const data of said) process.stderr.write(data)
      resolve(signalled && !held ? codeOf(signalled) : (code ?? codeOf(signal)))
    })
  })
}

const codeOf = (signal) => 128 + (constants.signals[signal] ?? 0)

function pass(signal) {
  signalled ??= signal
  // A terminal sends Ctrl-C to every process of its group: the child has it already.
  if (signal === 'SIGINT' && process.stdin.isTTY) return
  child?.kill(signal)
}

for (const signal of signals) process.on(signal, () => pass(signal))
setInterval(() => {
  if (process.ppid !== parent && !signalled) pass('SIGTERM')
}, 300).unref()
