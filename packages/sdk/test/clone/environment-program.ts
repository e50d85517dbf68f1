import { EnvironmentCloner } from '../../src/clone/environment-cloner.ts'
import { openEnvironments } from '../../src/environments/open-environments.ts'
import { key, peoplePolicy } from './shop-of-people.ts'

/** Clones one environment into another, and stops for good in the phase that it is told, so that it can be killed there. */
const [state = '', clones = '', source = '', target = '', id = '', phase = ''] = process.argv.slice(2)
const registry = openEnvironments({ folder: state, env: {} })
const cloner = new EnvironmentCloner({ registry, folder: clones })
await cloner.cloneEnvironment(await registry.get(source), await registry.get(target), {
  policy: peoplePolicy({}, 'public.'),
  key,
  id,
  waive: ['source-can-write'],
  confirm: (plan, name) => Promise.resolve({ name, planHash: plan.hash }),
  onEvent: (event) => {
    if (event.type !== 'phase' || event.phase !== phase) return
    process.stdout.write('there\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
process.exit(0)
