import { createKeyRing } from '../src/crypto/key-ring.ts'
import { openStore } from '../src/store/open-store.ts'
import { started } from './started.ts'

/** Takes the lock of its argument's store, says so, and holds it until it is killed. */
const [config = '', key = '', name = ''] = process.argv.slice(2)
const store = await openStore(JSON.parse(config), createKeyRing(key))
const lock = await store.tryLock(name)
started(lock ? 'held' : 'not held')
setInterval(() => {}, 1000)
