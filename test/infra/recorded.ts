import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import {
  compose,
  documentsVariables,
  provision,
  provisionArchive,
  provisionDocuments,
  type Services,
} from '@wardgraph/api'
import { digestKey } from '@wardgraph/audit'
import { startLocalAws } from '@wardgraph/local-aws'
import { tableIdentity, tableNames } from '@wardgraph/records'
import { kmsKeyProvider } from '@wardgraph/vault'
import { vi } from 'vitest'
import { configVariables, signerVariables, wallVariables } from '../../packages/api/src/config.ts'
import { handler as disclosures } from '../../packages/api/src/disclosures.lambda.ts'
import { handler as erasures } from '../../packages/api/src/erasures.lambda.ts'
import { handler as graphql } from '../../packages/api/src/graphql.lambda.ts'
import { handler as operator } from '../../packages/api/src/operator.lambda.ts'
import { handler as overwrites } from '../../packages/api/src/overwrites.lambda.ts'
import { handler as preToken } from '../../packages/api/src/preToken.lambda.ts'
import { handler as signer } from '../../packages/api/src/signer.lambda.ts'
import { handler as trailCheck } from '../../packages/api/src/trailCheck.lambda.ts'
import { MUTATIONS, QUERIES } from '../audit/crash.operations.ts'
import { type CrashWorld, crashWorld } from '../audit/crash.world.ts'
import { inserted } from '../fixtures/auditStream.ts'
import { send } from '../fixtures/clinic.ts'
import { tokenEvent } from '../fixtures/tokenEvent.ts'
import { deploymentAt, replay, runCommands } from './commands.ts'
import type { RecordedCall } from './iam/call.ts'

/** A call, and the function that made it; `operations`: a command. */
export interface Made {
  readonly by: string
  readonly call: RecordedCall
}

/** What the recorded world is called; each is something else in a stage. */
export const LOCAL = {
  tables: 'local',
  envelope: 'alias/local-envelope',
  digest: 'alias/local-digest',
  bucket: 'local-audit',
  documents: 'local-documents',
  /** The role that a function assumes for a tenant. */
  tenantRole: (fn: string) => `arn:aws:iam::000000000000:role/${fn}-tenant`,
}
const POOL = { userPoolId: 'us-east-1_Local', clientId: 'local' }
const context = { awsRequestId: 'here', getRemainingTimeInMillis: () => 10_000 }
const EIGHT_DAYS = 8 * 24 * 3_600_000

/**
 * Every AWS call that the functions and commands on a stage make: the API's for every query and mutation there is, and
 * those of each job and command, as the local endpoints see them.
 */
export async function recordCalls(): Promise<readonly Made[]> {
  const aws = await startLocalAws({
    folder: undefined,
    services: ['dynamodb', 'kms', 's3', 'sts'],
    recordInputs: true,
  })
  try {
    return await record(aws)
  } finally {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    await aws.close()
  }
}

async function record(aws: Awaited<ReturnType<typeof startLocalAws>>): Promise<readonly Made[]> {
  const archive = { bucket: LOCAL.bucket, digestKey: LOCAL.digest, digestKeyBefore: null }
  const documents = { documents: LOCAL.documents }
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: aws.endpoints.dynamodb,
    AWS_ENDPOINT_URL_KMS: aws.endpoints.kms,
    AWS_ENDPOINT_URL_S3: aws.endpoints.s3,
    AWS_ENDPOINT_URL_STS: aws.endpoints.sts,
    ...signerVariables(archive),
    ...documentsVariables(documents),
  }))
    vi.stubEnv(name, value)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const names = { deployment: 'test', tables: LOCAL.tables, envelopeKeys: [LOCAL.envelope] as const, ...POOL }
  const open = { introspection: false, origins: null, jwks: null }
  await provision({ ...names, ...open }, archive)
  await provisionArchive(archive)
  await provisionDocuments(documents)
  const world = await crashWorld({
    provider: kmsKeyProvider({ client: new KMSClient({}), keyIds: [LOCAL.envelope] }),
    keysTable: tableIdentity(new DynamoDBClient({}), tableNames(LOCAL.tables).keys),
  })
  const config = { ...names, ...open, jwks: JSON.stringify(world.issuer.jwks) }
  for (const [name, value] of Object.entries(configVariables(config))) vi.stubEnv(name, value)
  const { table } = compose(config)
  const rows = world.memory.rows()
  for (let from = 0; from < rows.length; from += 90)
    await table.transact(
      rows.slice(from, from + 90).map(({ table, row }) => ({ do: 'put', table, row })),
      { token: crypto.randomUUID() },
    )

  const made: Made[] = []
  const by = async (fn: string, work: () => Promise<unknown>) => {
    vi.stubEnv('WARDGRAPH_TENANT_ROLE', Object.values(wallVariables({ tenantRole: LOCAL.tenantRole(fn) }))[0])
    aws.calls.clear()
    await work()
    for (const { service, operation, input, principal } of aws.calls.list())
      made.push({
        by: fn,
        call: { service: known(service), operation, input: input ?? {}, principal: principal ?? ownOf(fn) },
      })
  }
  await by('graphql', () => askEverything(world))
  await by('operator', () => operate())
  await by('preToken', () => preToken(tokenEvent('doctor'), context))
  const stored = await auditRows(world, table)
  await by('disclosures', () => disclosures({ Records: stored }))
  // While the trail is whole: what is noticed next is an anomaly of it.
  await by('operations', () => runCommands(deploymentAt(config, { ...archive, ...documents }), world))
  await by('overwrites', () =>
    overwrites({ Records: stored.slice(0, 2).map((one) => ({ ...one, eventName: 'REMOVE' })) }),
  )
  await by('signer', () => signer())
  await by('signer', () => signer())
  await by('trailCheck', () => trailCheck())
  // Two have asked for it; the cooling-off period is a week.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + EIGHT_DAYS })
  await by('erasures', async () => {
    const { patients } = await erasures()
    if (patients !== 1) throw new Error(`${patients} patients were due`)
  })
  await loseDigests({ table })
  await by('operations', () => replay(deploymentAt(config, { ...archive, ...documents })))
  return made
}

/** As in a copy that is older than the archive. */
async function loseDigests({ table }: Pick<Services, 'table'>): Promise<void> {
  for (const row of await table.query({ table: 'audit', pk: digestKey }))
    await table.transact([{ do: 'remove', key: { table: 'audit', pk: digestKey, sk: String(row.sk) } }], {
      token: crypto.randomUUID(),
    })
}

function known(service: string): RecordedCall['service'] {
  if (service === 'dynamodb' || service === 'kms' || service === 's3' || service === 'sts') return service
  throw new Error(`${service} is no service that policies are evaluated for`)
}

/** With its own role a function has no tags. */
const ownOf = (fn: string) => ({ role: fn, tags: {} })

async function askEverything(world: CrashWorld): Promise<void> {
  const { admin, privacy, eve } = world
  const operations = [...Object.values(QUERIES), ...Object.values(MUTATIONS)].map((of) => ({
    variables: {},
    ...of(world),
  }))
  const { doctor, ada } = world
  const more = [
    { as: privacy, query: `{ disclosures(patient: "${ada}") { nodes { at } } }` },
    { as: doctor, query: `{ patient(id: "${ada}") { observations(code: "4548-4") { nodes { id } } } }` },
    { as: null, query: '{ me { username } }' },
  ].map((one) => ({ ...one, variables: {} }))
  // What one is found by no more is taken away. Before it, the chart was changed once: by its consent.
  const moved = ['555-0199', '555-0198'].map((value, i) => ({
    as: world.patient,
    query: 'mutation ($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { id } } }',
    variables: {
      input: {
        idempotencyKey: value,
        patient: ada,
        expectedVersion: 2 + i,
        telecom: [{ system: 'phone', value }],
      },
    },
  }))
  // Cancelling an erasure is one of the mutations, so two ask for it again.
  const agree = [privacy, admin].map((as) => ({
    as,
    query: 'mutation ($input: ErasePatientInput!) { erasePatient(input: $input) { state } }',
    variables: { input: { idempotencyKey: 'agreed', patient: eve, reason: 'Asked to be forgotten' } },
  }))
  for (const { as, query, variables } of [...operations, ...more, ...agree, ...moved]) {
    const authorization: Record<string, string> = as === null ? {} : { authorization: `Bearer ${as.token}` }
    const { status, text } = await send(graphql, { headers: authorization, body: JSON.stringify({ query, variables }) })
    if (status >= 500) throw new Error(`${query} was answered by ${status}`)
    if (moved.some((one) => one.query === query) && text.includes('errors')) throw new Error(text)
  }
}

async function operate(): Promise<void> {
  for (const event of [
    { do: 'prepare' },
    { do: 'addUser', username: 'first', tenant: 'elsewhere', role: 'ADMIN' },
    { do: 'addUser', username: 'second', tenant: 'elsewhere', role: 'DOCTOR' },
    { do: 'endUser', username: 'second' },
    { do: 'listUsers' },
  ] as const) {
    const reply = await operator(event, context)
    if (!reply.ok) throw new Error(`${event.do}: ${reply.code}`)
  }
}

async function auditRows(world: CrashWorld, table: ReturnType<typeof compose>['table']) {
  const nibbles = '0123456789abcdef'.split('')
  const chains = await Promise.all(
    nibbles.map((nibble) => table.query({ table: 'directory', pk: `${world.north.tenant}#H#${nibble}` })),
  )
  const rows = await Promise.all(
    chains.flat().map(({ sk }) => table.query({ table: 'audit', pk: `${world.north.tenant}#A#${sk}` })),
  )
  return rows.flat().map(inserted)
}
