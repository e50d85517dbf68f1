import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

const windows = process.platform === 'win32'
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
let child
let signalled

/** True after a signal: then nothing further is started. */
export const stopped = () => signalled !== undefined

/**
 * Runs one program to its end and answers with its exit code: 128 + n after a signal, 127 where there is no such
 * program. Signals are passed on. With `quiet`, output shows only when the program fails; with `held`, the program is
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

// A SIGTERM for npm ends its shell and nothing more, a SIGKILL not even that: so npm's end shows only in who our parents
// are. Started without npm, this program may outlive its parent, as any other (nohup, a service manager).
if (process.env.npm_lifecycle_event) {
  const started = parents()
  setInterval(() => {
    if (parents() !== started && !signalled) pass('SIGTERM')
  }, 300).unref()
}

/** The shell that npm started, and where the system tells, the parent of that: npm. */
function parents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return String(process.ppid)
    throw error
  }
}
