import { ApiFailure } from '../api/api-failure.ts'
import { type Answer, api, entrance, onSessionEnd } from '../api.ts'
import { cache } from './cache.ts'

export type Me = Extract<Answer<'get', '/me'>, { kind: 'user' }>
export type LinkShown = Answer<'post', '/auth/link'>
export type SignIn =
  | { readonly email: string; readonly password: string }
  | { readonly link: string; readonly password?: string; readonly name?: string }

/** Who uses the page, and how they come to. */
class Session {
  me = $state.raw<Me | undefined>()
  /** What the link is for that the page was opened by. */
  link = $state.raw<(LinkShown & { readonly token: string }) | undefined>()
  failure = $state.raw<ApiFailure | undefined>()
  busy = $state(false)
  /** False until it is known whether somebody is signed in. */
  known = $state(false)
  /** Somebody has just come in by a link without choosing a password: they are reminded of it. */
  withoutPassword = $state(false)

  /**
   * `hash` is that of the address: a link to sign in by stands there, where no server and no log sees it.
   * @param refusal why whoever comes back from the identity provider was not let in
   */
  async begin(hash: string, refusal?: ApiFailure): Promise<void> {
    await this.#during(async () => {
      const token = /^#\/link\/(.+)$/.exec(hash)?.[1]
      if (token === undefined) await this.look()
      else {
        this.me = undefined
        this.link = undefined
        this.link = { ...(await entrance.post('/auth/link', { json: { link: token } })), token }
      }
    })
    if (this.me === undefined) this.failure ??= refusal
    this.known = true
  }

  /** Looks again who is signed in, and in which teams they are. */
  async look(): Promise<void> {
    try {
      this.me = personOf(await api.get('/me'))
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure) || thrown.status !== 401) throw thrown
      this.me = undefined
    }
  }

  async signIn(how: SignIn): Promise<boolean> {
    return this.#during(async () => {
      await entrance.post('/auth/sessions', { json: { ...how, tokens: 'cookie' } })
      this.withoutPassword = this.link?.password === 'optional' && how.password === undefined
      this.link = undefined
      await this.look()
    })
  }

  async signOut(): Promise<void> {
    await this.#during(async () => {
      await api.delete('/auth/sessions/:session', { param: { session: 'current' } })
      this.leave()
    })
  }

  /** Nothing of what was read stays for whoever comes next. */
  leave(): void {
    this.me = undefined
    cache.clear()
    api.forget()
  }

  async #during(work: () => Promise<void>): Promise<boolean> {
    this.failure = undefined
    this.busy = true
    try {
      await work()
      return true
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
      return false
    } finally {
      this.busy = false
    }
  }
}

/** Cookies are given to people alone. */
function personOf(me: Answer<'get', '/me'>): Me | undefined {
  return me.kind === 'user' ? me : undefined
}

export const session = new Session()
onSessionEnd(() => session.leave())
