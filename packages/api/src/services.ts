import type { Policy } from '@wardgraph/access'
import type { Lanes } from '@wardgraph/audit'
import type { Table } from '@wardgraph/records'
import type { Vault } from '@wardgraph/vault'

/** The claims of a verified access token that matter here. */
export interface Claims {
  readonly iat: number
  readonly jti?: string | undefined
  /** When (s) the person last showed who it is. */
  readonly auth_time?: number | undefined
  readonly 'wardgraph:membership'?: unknown
}

/** What a handler is made of; tests hand in memory tables, a deployment the AWS ones. */
export interface Services {
  readonly policy: Policy
  readonly table: Table
  readonly vault: Vault
  readonly lanes: Lanes
  /** The claims of a token that is valid now, for this pool and client, with use `access`. @throws otherwise */
  readonly verify: (token: string) => Promise<Claims>
  /** Wall clock in ms. */
  readonly now: () => number
  readonly introspection: boolean
  /** SHA-256 (hex) of the origin secrets, of which a request must carry one; null: none is asked for. */
  readonly origins: readonly string[] | null
  /** Version of the running code, as audit records state it. */
  readonly code: string
  /**
   * Does work for one tenant: until it is done nothing reaches the data of another, and outside of it nothing reaches any.
   * Of an operator's services it is the work alone.
   */
  within<T>(tenant: string, work: () => Promise<T>): Promise<T>
}
