import { fileURLToPath } from 'node:url'
import { UnderstudyError } from '@understudy/sdk/error'
import type { Command } from 'commander'
import { lineText } from '../terminal/line.ts'
import { runCommand } from './command.ts'
import { logLine } from './serve/log-line.ts'
import { readSettings, type ServeFlags } from './serve/read-settings.ts'
import { aboutStore, withStore } from './server/store-flags.ts'
import { several } from './several.ts'

const examples = `
Examples:
  $ understudy serve --demo
  $ understudy serve --data /var/lib/understudy --port 8080
  $ understudy serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
  $ understudy serve --host 10.0.0.5 --proxy 10.0.0.1 --public-url https://data.example.org
  $ understudy serve --database-url postgres://understudy@db.example.org/understudy --role worker

As long as nobody administers the server, each start prints a link that does, once. What happens goes to standard output,
a line of JSON each. Other machines get in by TLS, through a named proxy, or in the clear where --insecure-http says so.
${aboutStore}
Secrets of other things are no flags either: UNDERSTUDY_METRICS_TOKEN, UNDERSTUDY_OIDC_CLIENT_SECRET,
UNDERSTUDY_SMTP_PASSWORD.`

export function addServe(program: Command, done: (exitCode: number) => void): void {
  withStore(
    program
      .command('serve')
      .description('serve the API and the dashboard, until Ctrl-C')
      .option('--port <port>', 'to listen on; 0 takes a free one', '4600')
      .option('--host <host>', 'address to listen on', '127.0.0.1'),
  )
    .option('--role <role>', 'what this process does: all, api (serves), worker (does jobs)', 'all')
    .option('--workers <count>', 'how many pieces of work it does at once', '2')
    .option(
      '--lease-seconds <seconds>',
      'that a worker which says nothing is waited for; the same in all processes',
      '30',
    )
    .option('--demo', 'with teams, data and a month of history to look at, made once')
    .option('--public-url <url>', 'where people reach it, such as https://data.example.org (UNDERSTUDY_PUBLIC_URL)')
    .option('--tls-cert <file>', 'certificate, as PEM; with --tls-key')
    .option('--tls-key <file>', 'its key, as PEM')
    .option('--proxy <address>', 'of a proxy in front that brings TLS, or its network; may be repeated', several, [])
    .option('--insecure-http', 'let other machines in without TLS: everybody on the way reads along')
    .option('--environment <name>', 'stands in the keys of this server, such as test')
    .option('--audit-checkpoints <file>', 'that signed checkpoints of the trails are added to')
    .option('--webhook-network <network>', 'inside, that webhooks may go to; may be repeated', several, [])
    .option('--webhook-http', 'let webhooks go without TLS')
    .option(
      '--environment-network <network>',
      'inside, that databases of environments stand in; may be repeated',
      several,
      [],
    )
    .option('--environment-files <folder>', 'that SQLite files of environments stand in')
    .option('--connector-folder <folder>', 'that connectors read files in and write them to, a folder for each team')
    .option('--connector-network <network>', 'inside, that connectors may reach; may be repeated', several, [])
    .option('--connector-plaintext', 'let connectors go without TLS')
    .option('--smtp-host <host>', 'mail server that people are told of refreshes through; with --mail-from')
    .option('--smtp-port <port>', 'of it: 587, and 465 of --smtp-security tls')
    .option('--smtp-security <how>', 'starttls, tls, or none: everybody on the way reads along', 'starttls')
    .option('--smtp-user <name>', 'there; the password is UNDERSTUDY_SMTP_PASSWORD')
    .option('--smtp-ca <file>', 'authorities that are trusted for it, as PEM, instead of those of the system')
    .option('--mail-from <address>', 'that mail comes from')
    .option('--mail-domain <domain>', 'that mail may go to; may be repeated, left out it goes to all', several, [])
    .option('--oidc-issuer <url>', 'identity provider that people sign in through; with --oidc-client-id')
    .option('--oidc-client-id <id>', 'of this server, there; its secret is UNDERSTUDY_OIDC_CLIENT_SECRET')
    .addHelpText('after', examples)
    .action(async (flags: ServeFlags) =>
      done(
        await runCommand(false, async ({ terminal, signal }) => {
          const settings = readSettings(flags)
          // Its log has it for itself.
          terminal.reserveStdout()
          // The server is loaded by this command alone: the others start without it.
          const { startServer } = await import('@understudy/server')
          const server = await startServer({ ...settings, dashboardDir: dashboardDir() }, log())
          const { url, signIn } = server
          terminal.lines([
            `Understudy is at ${url}`,
            ...(signIn === undefined
              ? []
              : ['Nobody administers it yet. Whoever opens this link does; it is good once:', `  ${signIn.url}`]),
            'Ctrl-C stops it.',
          ])
          if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
          terminal.lines(['It takes nothing new, and ends what is under way.'])
          await server.close()
          return undefined
        }),
      ),
    )
}

/** For programs as the server writes it, for people in short. */
function log(): { readonly writeLog?: (line: string) => void } {
  const { stdout } = process
  if (!stdout.isTTY) return {}
  return { writeLog: (line) => void stdout.write(`${lineText(logLine(line), stdout)}\n`) }
}

function dashboardDir(): string {
  try {
    return fileURLToPath(new URL('./dist/', import.meta.resolve('@understudy/dashboard/package.json')))
  } catch (thrown) {
    throw new UnderstudyError('INTERNAL', {
      operation: 'find the dashboard',
      message: 'the package @understudy/dashboard is not installed',
      hint: 'Install understudy again.',
      cause: thrown,
    })
  }
}
