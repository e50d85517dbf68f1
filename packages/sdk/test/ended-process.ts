import { DatabaseContextManager } from '../src/context/database-context-manager.ts'

/** A process with a context that it never cleans up; it says when the context is there, and ends as it is told. */
const [how = '', url = '', ledger = ''] = process.argv.slice(2)
const manager = new DatabaseContextManager({ environment: {}, sweep: false })
const listenersOf = () =>
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'beforeExit'].reduce(
    (sum, name) => sum + process.listenerCount(name),
    0,
  )
const none = listenersOf()
const context = await manager.setupContext('database', {
  database: { url, isolation: url.startsWith('sqlite') ? 'file' : 'clone' },
  ledger: { folder: ledger },
})
await context.database.query("insert into customers (id, email) values (1, 'ada@example.com')")
process.stdout.write(`ready ${await context.url()}\n`)

switch (how) {
  case 'signal':
    setInterval(() => {}, 1000)
    break
  case 'signal with a listener':
    setInterval(() => {}, 1000)
    process.on('SIGTERM', () => {
      process.stdout.write('told once\n')
      setTimeout(() => process.exit(7), 1500)
    })
    break
  case 'error':
    setTimeout(() => {
      throw new Error('nobody catches this')
    })
    break
  case 'rejection':
    void Promise.reject(new Error('nobody awaits this'))
    break
  case 'error with a listener':
    process.on('uncaughtException', () => {
      setTimeout(() => {
        process.stdout.write(`active ${manager.active.size}\n`)
        process.exit(7)
      }, 500)
    })
    setTimeout(() => {
      throw new Error('a runner catches this')
    })
    break
  case 'clean':
    await context.cleanup()
    await manager.close()
    process.stdout.write(`listeners ${listenersOf() - none}\n`)
    break
  case 'nothing left to do':
    break
}
