import { flushCompileCache } from 'node:module'
import { EnvironmentCloner } from '../../src/clone/environment-cloner.ts'
import { openEnvironments } from '../../src/environments/open-environments.ts'
import { key, peoplePolicy } from './shop-of-people.ts'

/** Clones one environment into another, and stops for good in the phase, or at the table, that it is told: to be killed there. */
// A process that is killed keeps nothing of what it compiled.
flushCompileCache()
const [state = '', clones = '', source = '', target = '', id = '', phase = ''] = process.argv.slice(2)
const registry = openEnvironments({ folder: state, env: {} })
const cloner = new EnvironmentCloner({ registry, folder: clones })
await cloner.cloneEnvironment(await registry.get(source), await registry.get(target), {
  policy: { ...peoplePolicy({}, 'public.'), largeObjects: { keep: { reason: 'of no one', by: 'a test' } } },
  key,
  id,
  waive: ['source-can-write'],
  confirm: (plan, name) => Promise.resolve({ name, planHash: plan.hash }),
  onEvent: (event) => {
    const at = event.type === 'phase' ? event.phase : event.type === 'copied' ? event.table : undefined
    if (at !== phase) return
    process.stdout.write('there\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
process.exit(0)
