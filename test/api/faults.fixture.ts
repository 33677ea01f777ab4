import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { compose, composeWalled, createHandler, provision, type Services } from '@wardgraph/api'
import { startLocalAws } from '@wardgraph/local-aws'
import { type Table, tableIdentity, tableNames } from '@wardgraph/records'
import { kmsKeyProvider } from '@wardgraph/vault'
import { vi } from 'vitest'
import type { Answer, User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const ENVELOPE = 'alias/test-envelope'
/** The role that a deployment's functions assume for each tenant. */
export const TENANT_ROLE = 'arn:aws:iam::000000000000:role/test-tenant'

/** What a test looks at of one audit record. */
export interface Recorded {
  readonly tenant: string
  readonly chain: string
  readonly seq: number
  readonly request: string
  readonly outcome: string
  readonly disclosed: readonly (readonly unknown[])[]
  readonly changed: readonly (readonly unknown[])[]
  readonly closes?: { readonly chain: string; readonly seq: number } | null
}

/** One reply, with the request id that its record must bear. */
export interface Asked extends Pick<Answer, 'status' | 'body'> {
  readonly request: string
}

/** The ward of `ward.ts` on a local AWS in memory, reached by the very services of a deployment, through the wall. */
export async function awsWard({ recordInputs = false } = {}) {
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 'kms', 'sts'], recordInputs })
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', aws.endpoints.dynamodb)
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', aws.endpoints.kms)
  vi.stubEnv('AWS_ENDPOINT_URL_STS', aws.endpoints.sts)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  const names = {
    deployment: 'test',
    tables: 'test',
    envelopeKeys: [ENVELOPE] as const,
    introspection: false,
    origins: null,
  }
  const pool = { userPoolId: 'us-east-1_Local', clientId: 'local' }
  await provision({ ...names, ...pool, jwks: null }, { digestKey: 'alias/test-digest' })
  const keysTable = tableIdentity(new DynamoDBClient({}), tableNames('test').keys)
  const provider = kmsKeyProvider({ client: new KMSClient({}), keyIds: [ENVELOPE] })
  const made = await ward({ provider, keysTable })
  const config = { ...names, ...pool, jwks: JSON.stringify(made.issuer.jwks) }
  const services = compose(config)
  await copy(made.memory, services.table)
  const walled = (clock: { readonly now?: () => number } = {}) =>
    composeWalled(config, { tenantRole: TENANT_ROLE }, clock)
  return {
    ...made,
    aws,
    services,
    /** The services of a function that acts for tenants. */
    walled,
    /** An environment for looking at what is there once the faults are over. */
    calm: environment(walled()),
    /** A cold execution environment; `through` changes what it is made of, `now` is the clock of its keys and sessions. */
    environment: (through = (services: Services) => services, clock: Parameters<typeof walled>[0] = {}) =>
      environment(through(walled(clock))),
    async close() {
      vi.unstubAllEnvs()
      await aws.close()
    },
  }
}

async function copy({ rows }: Awaited<ReturnType<typeof ward>>['memory'], table: Table): Promise<void> {
  const all = rows()
  for (let from = 0; from < all.length; from += 90)
    await table.transact(
      all.slice(from, from + 90).map(({ table, row }) => ({ do: 'put', table, row })),
      { token: crypto.randomUUID() },
    )
}

/** A handler with a client, caches and lanes of its own, that remembers which chains it tried to append to. */
function environment(services: Services) {
  const { table } = services
  const chains = new Set<string>()
  const watched: Table = {
    get: (keys) => table.get(keys),
    query: (range) => table.query(range),
    transact(actions, options) {
      for (const action of actions)
        if (action.do === 'put' && action.table === 'audit') chains.add(String(action.row.pk))
      return table.transact(actions, options)
    },
  }
  const handler = createHandler({ ...services, table: watched })
  return {
    async ask(as: User | null, body: Readonly<Record<string, unknown>>): Promise<Asked> {
      const request = crypto.randomUUID()
      const authorization: Record<string, string> = as === null ? {} : { authorization: `Bearer ${as.token}` }
      const event = {
        version: '2.0',
        headers: { 'content-type': 'application/json', ...authorization },
        requestContext: { http: { method: 'POST', path: '/graphql' } },
        body: JSON.stringify(body),
        isBase64Encoded: false,
      } as unknown as Parameters<typeof handler>[0] // the parts that the handler reads
      const reply = await handler(event, { awsRequestId: request, getRemainingTimeInMillis: () => 10_000 })
      return { request, status: reply.statusCode ?? 0, body: JSON.parse(reply.body ?? '') }
    },
    /** The audit records of this environment as stored, read through `reader`. */
    async records(reader: Table): Promise<Recorded[]> {
      const rows = await Promise.all([...chains].map((pk) => reader.query({ table: 'audit', pk })))
      return rows.flat().map(({ r }) => JSON.parse(String(r)))
    },
  }
}
