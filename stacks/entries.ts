import type { Archive } from './audit.ts'
import type { Tables } from './data.ts'
import type { Documents } from './documents.ts'
import { type FunctionsOf, makeFunction } from './functions.ts'
import type { Identity } from './identity.ts'
import { rightsOf } from './rights.ts'
import { ANY_TENANT, makeTenantRole, NO_TENANT, tenantRoleArn, type WallOptions } from './wall.ts'

/** What the functions work with. */
export interface EntriesOf extends FunctionsOf {
  readonly tables: Tables
  readonly archive: Archive
  readonly documents: Documents
}

/** What every entry is told of the deployment, and whoever runs commands on it. */
export function deploymentOf({
  stage,
  keys,
}: Pick<FunctionsOf, 'stage' | 'keys'>): Readonly<Record<string, $util.Input<string>>> {
  return {
    WARDGRAPH_DEPLOYMENT: stage.prefix,
    WARDGRAPH_TABLES: stage.prefix,
    WARDGRAPH_ENVELOPE_KEY: keys.envelope.arn,
  }
}

/** Makes the function that answers requests, and the role of its sessions. */
export function makeGraphql(
  of: EntriesOf & { readonly identity: Identity; readonly originHashes: $util.Output<string> },
) {
  const { stage, identity, originHashes } = of
  const { describe } = rightsOf(of)
  const fn = makeFunction(of, {
    name: 'graphql',
    memory: '1024 MB',
    timeout: '12 seconds',
    concurrency: stage.concurrency?.api ?? null,
    released: true,
    environment: {
      ...deploymentOf(of),
      WARDGRAPH_USER_POOL_ID: identity.pool.id,
      WARDGRAPH_CLIENT_ID: identity.client.id,
      WARDGRAPH_INTROSPECTION: 'off',
      WARDGRAPH_TENANT_ROLE: tenantRoleArn(stage, 'graphql'),
      WARDGRAPH_ORIGIN_SHA256: originHashes,
    },
    permissions: [describe('keys'), assume(of, 'graphql')],
  })
  const tenantRole = makeTenantRole({
    ...of,
    fn,
    name: 'graphql',
    tenant: ANY_TENANT,
    reach: {
      records: { get: true, query: ['byTime', 'byCode'], write: ['Put', 'ConditionCheck'] },
      directory: { get: true, query: true, write: ['Put', 'Delete', 'ConditionCheck'] },
      keys: { get: true, query: true },
      sessions: { get: true, write: ['Put'] },
      audit: { get: true, write: ['Put'] },
      disclosures: { query: true },
    },
  })
  return { fn, tenantRole }
}

/** Makes the function that says in each token under which membership its person acts. */
export function makePreToken(of: EntriesOf): sst.aws.Function {
  const rights = rightsOf(of)
  return makeFunction(of, {
    name: 'preToken',
    memory: '512 MB',
    timeout: '5 seconds', // what Cognito waits for a trigger
    concurrency: of.stage.concurrency?.other ?? null,
    environment: deploymentOf(of),
    permissions: [
      rights.describe('keys'),
      rights.query('keys', 'roots'),
      rights.query('directory', 'usernames'),
      rights.get('directory', 'people'),
      rights.openRoots('Decrypt'),
    ],
  })
}

/** Makes the functions that no client reaches. */
export function makeJobs(of: EntriesOf & { readonly identity: Identity }) {
  const { stage, keys, archive, documents, identity } = of
  const rights = rightsOf(of)
  const concurrency = stage.concurrency?.other ?? null
  const environment = {
    ...deploymentOf(of),
    WARDGRAPH_USER_POOL_ID: identity.pool.id,
    WARDGRAPH_CLIENT_ID: identity.client.id,
    WARDGRAPH_ORIGIN_SHA256: 'none', // nobody sends them a request
  }
  const files = { WARDGRAPH_AUDIT_BUCKET: archive.archive.name }
  const digests = { WARDGRAPH_DIGEST_KEY: keys.digest.arn }
  /** One at a time, where concurrency is reserved at all. */
  const alone = stage.concurrency === null ? null : 1
  const onRecord = [
    rights.get('audit', 'trail'),
    rights.write('audit', ['Put'], 'trail'),
    rights.write('directory', ['Put'], 'chains'),
  ]

  const walled = (name: 'disclosures' | 'overwrites', session: Pick<WallOptions, 'tenant' | 'reach'>) => {
    const fn = makeFunction(of, {
      name,
      memory: '512 MB',
      timeout: '60 seconds',
      concurrency,
      environment: { ...environment, WARDGRAPH_TENANT_ROLE: tenantRoleArn(stage, name) },
      permissions: [rights.describe('keys'), rights.stream('audit'), assume(of, name)],
    })
    return { fn, tenantRole: makeTenantRole({ ...of, fn, name, ...session }) }
  }
  const disclosures = walled('disclosures', {
    tenant: ANY_TENANT,
    reach: {
      keys: { query: true },
      directory: { get: true, only: 'T' },
      disclosures: { write: ['Put'] },
    },
  })
  // Notices are of no tenant, and nothing else is this function's to write.
  const overwrites = walled('overwrites', {
    tenant: NO_TENANT,
    reach: { keys: { query: true }, directory: { write: ['Put'], only: 'O' } },
  })
  const signer = makeFunction(of, {
    name: 'signer',
    memory: '1024 MB',
    timeout: '50 seconds',
    concurrency: alone,
    environment: { ...environment, ...files, ...digests },
    permissions: [
      rights.describe('keys'),
      rights.query('keys', 'roots'),
      rights.query('directory', 'tenants', 'notices', 'chains'),
      rights.get('directory', 'chains'),
      rights.write('directory', ['Put'], 'chains'),
      rights.write('directory', ['Delete'], 'notices'),
      rights.query('audit', 'trail', 'digests'),
      rights.get('audit', 'trail'),
      rights.write('audit', ['Put'], 'digests'),
      rights.openRoots('Decrypt'),
      rights.digestKey('Sign', 'GetPublicKey'),
      ...rights.files(['chains', 'digests'], 'GetObject', 'PutObject'),
    ],
  })
  const trailCheck = makeFunction(of, {
    name: 'trailCheck',
    memory: '512 MB',
    timeout: '15 minutes',
    concurrency: alone,
    environment: { ...deploymentOf(of), ...files, ...digests },
    permissions: [
      rights.query('audit', 'digests'),
      rights.digestKey('GetPublicKey'),
      ...rights.files(['chains', 'digests'], 'GetObject'),
    ],
  })
  const operator = makeFunction(of, {
    name: 'operator',
    memory: '512 MB',
    timeout: '30 seconds',
    concurrency: alone,
    environment,
    permissions: [
      rights.describe('keys'),
      rights.query('keys', 'roots'),
      rights.get('keys', 'roots'),
      rights.write('keys', ['Put'], 'roots', 'subjectKeys'),
      rights.query('directory', 'tenants', 'usernames'),
      rights.get('directory', 'rules', 'people'),
      rights.write('directory', ['Put'], 'tenants', 'usernames', 'rules', 'people'),
      rights.get('records', 'charts', 'staff'),
      rights.openRoots('Decrypt', 'GenerateDataKey'),
      ...onRecord,
    ],
  })
  const erasures = makeFunction(of, {
    name: 'erasures',
    memory: '1024 MB',
    timeout: '15 minutes',
    concurrency: alone,
    environment: { ...environment, ...files, WARDGRAPH_DOCUMENTS: documents.clean.name },
    permissions: [
      rights.describe('keys'),
      rights.scan('directory', 'keys', 'records'),
      rights.query('keys', 'roots'),
      rights.get('keys', 'subjectKeys'),
      rights.write('keys', ['Put'], 'subjectKeys'),
      rights.get('directory', 'usernames'),
      rights.write('directory', ['Put'], 'charts'),
      // Whatever row names an erased patient, of whichever kind.
      rights.write('directory', ['Delete'], 'all'),
      rights.write('records', ['Delete'], 'all'),
      rights.openRoots('Decrypt'),
      ...rights.files(['erased'], 'GetObject', 'PutObject'),
      ...rights.documents('DeleteObject'),
      ...onRecord,
    ],
  })
  return { disclosures, overwrites, signer, trailCheck, operator, erasures }
}

/** To be a tenant's session, and no more than one tenant's. */
function assume({ stage }: FunctionsOf, name: string) {
  return { actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [tenantRoleArn(stage, name)] }
}
