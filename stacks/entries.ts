import type { Archive } from './audit.ts'
import type { Tables } from './data.ts'
import { type FunctionsOf, makeFunction } from './functions.ts'
import type { Identity } from './identity.ts'
import { rightsOf } from './rights.ts'
import { makeTenantRole, tenantRoleArn } from './wall.ts'

/** What the functions work with. */
export interface EntriesOf extends FunctionsOf {
  readonly tables: Tables
  readonly archive: Archive
}

/** The functions, each by the file that it runs. */
export interface Entries {
  readonly graphql: sst.aws.Function
  readonly disclosures: sst.aws.Function
  readonly overwrites: sst.aws.Function
  readonly signer: sst.aws.Function
}

/** What every entry is told of the deployment. */
function deploymentOf({ stage, keys }: FunctionsOf): Readonly<Record<string, $util.Input<string>>> {
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
  const write = ['Put', 'Delete', 'ConditionCheck'] as const
  makeTenantRole({
    ...of,
    fn,
    name: 'graphql',
    reach: {
      records: { read: true, write },
      directory: { read: true, write },
      keys: { read: true },
      sessions: { read: true, write },
      audit: { read: true, write: ['Put'] },
      disclosures: { read: true },
    },
  })
  return fn
}

/** Makes the functions that no client reaches. */
export function makeJobs(of: EntriesOf): Omit<Entries, 'graphql'> {
  const { stage, keys, archive } = of
  const rights = rightsOf(of)
  const concurrency = stage.concurrency?.other ?? null
  const environment = deploymentOf(of)
  const walled = (name: 'disclosures' | 'overwrites') =>
    makeFunction(of, {
      name,
      memory: '512 MB',
      timeout: '60 seconds',
      concurrency,
      environment: { ...environment, WARDGRAPH_TENANT_ROLE: tenantRoleArn(stage, name) },
      permissions: [rights.describe('keys'), rights.stream('audit'), assume(of, name)],
    })
  const disclosures = walled('disclosures')
  makeTenantRole({
    ...of,
    fn: disclosures,
    name: 'disclosures',
    reach: { keys: { read: true }, directory: { read: true }, disclosures: { write: ['Put'] } },
  })
  const overwrites = walled('overwrites')
  makeTenantRole({
    ...of,
    fn: overwrites,
    name: 'overwrites',
    reach: { keys: { read: true }, directory: { write: ['Put'] } },
  })
  const signer = makeFunction(of, {
    name: 'signer',
    memory: '1024 MB',
    timeout: '50 seconds',
    concurrency: stage.concurrency === null ? null : 1,
    environment: {
      ...environment,
      WARDGRAPH_AUDIT_BUCKET: archive.archive.name,
      WARDGRAPH_DIGEST_KEY: keys.digest.arn,
    },
    permissions: [
      rights.describe('keys'),
      rights.read('keys', 'roots'),
      rights.read('directory', 'tenants', 'notices', 'chains', 'rules'),
      rights.write('directory', ['Put'], 'chains'),
      rights.write('directory', ['Delete'], 'notices'),
      rights.read('audit', 'trail', 'digests'),
      rights.write('audit', ['Put'], 'digests'),
      rights.openRoots('Decrypt'),
      rights.digestKey('Sign', 'GetPublicKey'),
      ...rights.files('GetObject', 'PutObject'),
    ],
  })
  return { disclosures, overwrites, signer }
}

/** To be a tenant's session, and no more than one tenant's. */
function assume({ stage }: FunctionsOf, name: string) {
  return { actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [tenantRoleArn(stage, name)] }
}
