import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { cloneDatabase } from '../../src/clone/clone-database.ts'
import { backupKey } from '../../src/clone/place/backup-key.ts'
import { openPlace } from '../../src/clone/place/open-place.ts'
import { applicationName } from '../../src/database/this-process.ts'
import { key, peoplePolicy } from './shop-of-people.ts'

/** What a process does that is killed in the middle of it. It begins when it is told to, and says what it has come to. */
export interface CrashWork {
  readonly what: 'clone' | 'promote' | 'rollback'
  /** Whether the backup is, or becomes, a file. */
  readonly sealed?: boolean
  readonly source: string
  readonly target: string
  readonly folder: string
  /** Of the clone, or of the backup. */
  readonly id: string
  readonly confirm: string
}

// A process that is killed keeps nothing of what it compiled.
flushCompileCache()
const work: CrashWork = JSON.parse(process.argv[2] ?? '{}')
const say = (line: string) => void process.stdout.write(`${line}\n`)
const bytes = work.sealed ? backupKey(key) : undefined
const options = {
  disconnect: false,
  keepUntil: new Date(Date.now() + 86_400_000),
  seal: work.what === 'promote' ? bytes : undefined,
  open: bytes,
  onStep: say,
}
say(`loaded as ${applicationName()}`)
await once(process.stdin, 'data')
say('begins')

if (work.what === 'clone') {
  await cloneDatabase(
    { url: work.source },
    { url: work.target },
    {
      policy: peoplePolicy({}, work.target.startsWith('sqlite') ? '' : 'public.'),
      key,
      folder: work.folder,
      id: work.id,
      waive: ['source-can-write'],
      confirm: { name: work.confirm },
      onEvent: (event) => say(event.type === 'phase' ? event.phase : event.type),
    },
  )
} else {
  await using place = await openPlace(work.target)
  await using _hold = await place.hold()
  say('is there')
  if (work.what === 'promote') await place.promote(work.id, options)
  else await place.rollback(work.id, options)
}
say('ended')
process.exit(0)
