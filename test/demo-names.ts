import { createClient } from '../packages/server/src/client.ts'

/** What is looked at in the team of the demo: the thing of each kind that has most to say. */
export async function namesOfDemo(
  url: string,
  person: { readonly email: string; readonly password: string },
): Promise<Readonly<Record<string, string>>> {
  const { accessToken = '' } = await createClient(url).post('/auth/sessions', { json: { ...person, tokens: 'body' } })
  const api = createClient(url, { key: accessToken })
  const team = 'demo'
  const asked = { param: { team } }
  const { runs } = await api.get('/teams/:team/quality/history', { ...asked, query: { dataset: 'shop', limit: '60' } })
  const { schedules } = await api.get('/teams/:team/schedules', { ...asked, query: {} })
  const { refreshes } = await api.get('/teams/:team/refreshes', { ...asked, query: { limit: '60' } })
  const { jobs } = await api.get('/teams/:team/jobs', { ...asked, query: { kind: 'generate', status: 'completed' } })
  const { environments } = await api.get('/environments', { query: {} })
  const { clones } = await api.get('/clone', { query: { team } })
  const { policies } = await api.get('/anonymization/policies', { query: { team } })
  const named = (name: string) => there(environments.find((one) => one.name === name)).id
  return {
    team,
    dataset: 'shop',
    profiled: 'newsletter',
    run: there(runs.find(({ outcome }) => outcome === 'failed') ?? runs[0]).id,
    schedule: there(schedules[0]).id,
    refresh: there(refreshes.find(({ state }) => state === 'refused') ?? refreshes[0]).id,
    job: there(jobs[0]).id,
    environment: named('newsletter-live'),
    other: named('newsletter-staging'),
    clone: there(clones.find(({ status }) => status === 'completed')).id,
    policy: there(policies[0]).id,
  }
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('the month of the demo has nothing of the kind')
  return thing
}
