import { startServer } from '../../src/start-server.ts'
import { started } from '../started.ts'

/** A whole server with the configuration of its argument. It says where it is, and on stderr what failed, until it is killed. */
const server = await startServer(JSON.parse(process.argv[2] ?? '{}'), {
  writeLog: (line) => void (line.includes('"level":"error"') && process.stderr.write(line)),
})
started(server.url)
