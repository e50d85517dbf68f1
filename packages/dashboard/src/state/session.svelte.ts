import { ApiFailure, type LinkShown, lookAtLink, type Me, me, type SignIn, signIn, signOut } from '../api.ts'

/** Who uses the page, and how they come to. */
export class Session {
  me = $state.raw<Me | undefined>()
  /** What the link is for that the page was opened by. */
  link = $state.raw<(LinkShown & { readonly token: string }) | undefined>()
  failure = $state.raw<ApiFailure | undefined>()
  /** False until it is known whether somebody is signed in. */
  known = $state(false)

  /** `hash` is that of the address: a link to sign in by stands there, where no server and no log sees it. */
  async begin(hash: string): Promise<void> {
    await this.#during(async () => {
      const token = /^#\/link\/(.+)$/.exec(hash)?.[1]
      if (token === undefined) this.me = await me()
      else this.link = { ...(await lookAtLink(token)), token }
    })
    this.known = true
  }

  async signIn(how: SignIn): Promise<void> {
    await this.#during(async () => {
      await signIn(how)
      this.link = undefined
      this.me = await me()
    })
  }

  async signOut(): Promise<void> {
    await this.#during(async () => {
      await signOut()
      this.me = undefined
    })
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.failure = undefined
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    }
  }
}
