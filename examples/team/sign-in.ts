import { createClient } from '@understudy/server/client'

/** Takes a link, which is good once, and chooses a password by it. What is answered lets one in for a quarter of an hour. */
export async function signIn(
  url: string,
  { link, name, password }: { readonly link: string; readonly name?: string; readonly password: string },
): Promise<string> {
  const token = link.slice(link.lastIndexOf('/') + 1)
  const json = { link: token, password, tokens: 'body' as const, ...(name !== undefined && { name }) }
  const { accessToken } = await createClient(url).post('/auth/sessions', { json })
  if (accessToken === undefined) throw new Error('the server answered without a token')
  return accessToken
}
