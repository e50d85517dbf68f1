/** Of the real databases of shared/data the few that `npm test` goes through; `npm run test:full` says that all are meant. */
export function knownDatabases<All>(few: All, all: All): All {
  return process.env.UNDERSTUDY_KNOWN_DATABASES === 'all' ? all : few
}
