import { randomBytes } from 'node:crypto'

/** Whose credentials a request bears: a role that was assumed, and the tags of its session. */
export interface Principal {
  readonly role: string
  readonly tags: Readonly<Record<string, string>>
}

/** Temporary credentials; `expiration` in milliseconds of the clock handed in. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: number
}

interface Session {
  readonly principal: Principal
  readonly expiration: number
}

const kept = 10_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The sessions of this process by access key id: the last 10,000 that were begun, also those that have expired. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()

  begin(principal: Principal, expiration: number): Credentials {
    const accessKeyId = `ASIA${Array.from(randomBytes(16), (byte) => alphabet.charAt(byte & 31)).join('')}`
    this.#sessions.set(accessKeyId, { principal, expiration })
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > kept && oldest !== undefined) this.#sessions.delete(oldest)
    return {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiration,
    }
  }

  /** The session of an access key id; undefined for one that was not given here, which everything is allowed. */
  find(accessKeyId: string | undefined): Session | undefined {
    return accessKeyId === undefined ? undefined : this.#sessions.get(accessKeyId)
  }
}

/** What a Signature Version 4 request says it is signed with: the access key id, and the service it is meant for. */
export function credentialOf(
  authorization: string | undefined,
): { readonly accessKeyId: string; readonly service: string } | undefined {
  const [, accessKeyId, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '') ?? []
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service }
}
