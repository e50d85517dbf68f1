import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** One process among all that ever ran. */
export interface ProcessIdentity {
  readonly pid: number
  /** For people. */
  readonly host: string
  /** Where pids mean the same: one boot of one machine and, in it, one namespace of pids. */
  readonly machine: string
  /** When it began, in the system's own count, which no other process of this pid shares; undefined where no file tells it. */
  readonly mark: string | undefined
  /** What its connections are called on a server. */
  readonly application: string
}

let known: ProcessIdentity | undefined

export function thisProcess(): ProcessIdentity {
  known ??= identify()
  return known
}

/** The application_name of this process' connections: whoever finds it dead can end what they are still at. */
export function applicationName(): string {
  return thisProcess().application
}

/** Of a process that runs on this machine; undefined for one that is not there, is over (a zombie), or where no file tells it. */
export function startMark(pid: number): string | undefined {
  const text = textOf(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The name, in brackets, may hold spaces and brackets; what follows the last one is the state and 49 numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  return state === 'Z' || state === 'X' ? undefined : start
}

function identify(): ProcessIdentity {
  const { pid } = process
  const host = hostname()
  const machine = [host, textOf('/proc/sys/kernel/random/boot_id')?.trim(), pidNamespace()].filter(Boolean).join(' ')
  const mark = startMark(pid)
  const id = createHash('sha256')
    .update(JSON.stringify([machine, pid, mark ?? ownToken()]))
    .digest('hex')
  return { pid, host, machine, mark, application: `understudy ${id.slice(0, 16)}` }
}

const tokenKey = Symbol.for('understudy.process')

/** One for the process, however often this module is loaded in it. */
function ownToken(): string {
  const held: unknown = Reflect.get(globalThis, tokenKey)
  if (typeof held === 'string') return held
  const token = randomBytes(8).toString('hex')
  Reflect.set(globalThis, tokenKey, token)
  return token
}

/** Only Linux has these files. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return undefined
  }
}
