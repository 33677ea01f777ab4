import {
  type Config,
  compose,
  composeDocuments,
  composeWalled,
  configVariables,
  documentsVariables,
  ensureDeployment,
  envelopeKeys,
  provision,
  provisionArchive,
  provisionDocuments,
  type SignerConfig,
  signerVariables,
  type WallConfig,
  wallVariables,
} from '@wardgraph/api'
import { createIssuer, type Issuer, LocalAwsError, startLocalAws } from '@wardgraph/local-aws'
import { tableNames } from '@wardgraph/records'
import { discloseFrom, noticeFrom } from './auditReaders.ts'
import { CliError, EXIT } from './command.ts'
import { type Deployment, opened, refuseUnclear, unavailable, within } from './deployment.ts'
import { homeFolder, lockFolder, type Owner, readOwner, readSettings, writeOwner } from './home.ts'

/** A local deployment at hand: its folder and, if this process owns it, its end; its readers, too, are the owner's. */
export interface Instance extends Deployment {
  readonly folder: string
  readonly issuer: Issuer
  readonly owner: Owner
  /** Whether this process owns the folder. */
  readonly owned: boolean
  /** All that the Lambda entry needs in its environment. */
  readonly variables: Readonly<Record<string, string>>
  /** Tells the other commands where the server is. */
  announce(url: string): void
}

/** Where parts are that are too large for their rows, on this machine. */
const BUCKET = { documents: 'wardgraph-local-documents' }
/** The user pool of this machine. */
export const POOL = { region: 'us-east-1', userPoolId: 'us-east-1_WardgraphLocal', clientId: 'wardgraph-local' }

/** Opens the home folder's deployment: a live owner's, or the folder itself under its lock. @throws CliError */
export async function openInstance(env: NodeJS.ProcessEnv, { ready = prepare } = {}): Promise<Instance> {
  if (env.WARDGRAPH_STAGE)
    throw new CliError('LOCAL_ONLY', 'WARDGRAPH_STAGE is set, and this command is for a deployment on this machine.')
  refuseUnclear(env)
  const folder = homeFolder(env)
  if (ready !== provide && readSettings(folder).restoring !== undefined)
    throw new CliError('RESTORED', 'a restore was stopped in between: run it again; nothing is served until then.', {
      exit: EXIT.unavailable,
    })
  const lock = lockFolder(folder)
  if (lock === undefined) return connect(env, folder, { owner: readOwner(folder), release: async () => {}, ready })
  let close = async () => {}
  // Services that are left open would keep a process that has failed from ending.
  const release = async () => {
    await close()
    lock.release()
  }
  try {
    const started = await startServices(env, folder)
    close = started.close
    const owner = { pid: process.pid, url: null, endpoints: started.endpoints }
    writeOwner(folder, owner)
    const instance = await connect(env, folder, { owner, release, ready })
    const { config } = instance
    // They act for tenants, as their functions do in a stage.
    const of = { services: composeWalled(config, wallOf(env)), table: tableNames(config.tables).audit }
    const readers = [discloseFrom(started, of), noticeFrom(started, of)].filter((reader) => reader !== undefined)
    return { ...instance, readers }
  } catch (error) {
    await release()
    throw error
  }
}

async function startServices(env: NodeJS.ProcessEnv, folder: string) {
  const given = {
    dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB,
    kms: env.AWS_ENDPOINT_URL_KMS,
    s3: env.AWS_ENDPOINT_URL_S3,
    sts: env.AWS_ENDPOINT_URL_STS,
  }
  const services = (['dynamodb', 'kms', 's3', 'sts'] as const).filter((service) => !given[service])
  const aws = await startLocalAws({ folder, services }).catch((cause) => {
    if (cause instanceof LocalAwsError && cause.code === 'NOT_LOCAL')
      throw new CliError(
        cause.code,
        'NODE_ENV is production or this is AWS Lambda; the local services do not start there.',
        {
          exit: EXIT.unavailable,
          cause,
        },
      )
    throw new CliError('FOLDER_UNUSABLE', 'the local services cannot start in the home folder.', {
      exit: EXIT.unavailable,
      cause,
    })
  })
  const of = { ...given, ...aws.endpoints }
  const endpoints = { dynamodb: of.dynamodb ?? '', kms: of.kms ?? '', s3: of.s3 ?? '', sts: of.sts ?? '' }
  return { endpoints, close: () => aws.close(), streamTo: aws.streamTo }
}

async function connect(
  env: NodeJS.ProcessEnv,
  folder: string,
  of: { readonly owner: Owner; readonly release: () => Promise<void>; readonly ready: typeof prepare },
): Promise<Instance> {
  const { owner, release, ready } = of
  const issuer = createIssuer({ folder, ...POOL, now: Date.now })
  const config = configOf(env, folder, issuer)
  const signer = signerOf(env)
  const variables = {
    AWS_REGION: env.AWS_REGION || POOL.region,
    AWS_ACCESS_KEY_ID: env.AWS_ACCESS_KEY_ID || 'local',
    AWS_SECRET_ACCESS_KEY: env.AWS_SECRET_ACCESS_KEY || 'local',
    AWS_ENDPOINT_URL_DYNAMODB: owner.endpoints.dynamodb,
    AWS_ENDPOINT_URL_KMS: owner.endpoints.kms,
    AWS_ENDPOINT_URL_S3: owner.endpoints.s3,
    AWS_ENDPOINT_URL_STS: owner.endpoints.sts,
    ...configVariables(config),
    ...signerVariables(signer),
    ...documentsVariables(BUCKET),
    ...wallVariables(wallOf(env)),
  }
  Object.assign(env, variables) // where the SDK's clients and the Lambda entry look
  const services = compose(config)
  const owned = owner.pid === process.pid
  if (owned) await ready({ config, signer, services })
  return {
    folder,
    config,
    signer,
    services,
    documents: composeDocuments(BUCKET),
    issuer,
    owner,
    owned,
    readers: [],
    variables,
    announce: (url) => writeOwner(folder, { ...owner, url }),
    close: release,
  }
}

type Provided = Pick<Instance, 'config' | 'signer' | 'services'>

/** Makes the tables, the buckets and the keys that are not there yet. @throws CliError UNAVAILABLE, RESTORED */
async function prepare(of: Provided): Promise<void> {
  await provide(of)
  await opened(ensureDeployment(of.services))
}

/** Makes the tables, the buckets and the KMS keys alone. @throws CliError UNAVAILABLE */
async function provide({ config, signer }: Provided): Promise<void> {
  try {
    await provision(config, signer)
    await provisionArchive(signer)
    await provisionDocuments(BUCKET)
  } catch (cause) {
    throw unavailable(cause)
  }
}

function configOf(env: NodeJS.ProcessEnv, folder: string, { jwks }: Issuer): Config {
  return {
    deployment: readSettings(folder).deployment,
    tables: 'wardgraph-local',
    envelopeKeys: envelopeKeys(env.WARDGRAPH_ENVELOPE_KEY || 'alias/wardgraph-envelope'),
    userPoolId: POOL.userPoolId,
    clientId: POOL.clientId,
    jwks: JSON.stringify(jwks),
    introspection: env.WARDGRAPH_INTROSPECTION !== 'off',
    origins: null, // nothing stands in front of it
  }
}

/** Any role is assumed on this machine; where STS is another, the role has a name there. */
function wallOf(env: NodeJS.ProcessEnv): WallConfig {
  return { tenantRole: env.WARDGRAPH_TENANT_ROLE || 'arn:aws:iam::000000000000:role/wardgraph-local-tenant' }
}

/** The key can be replaced here as in a stage, by the same two variables. */
function signerOf(env: NodeJS.ProcessEnv): SignerConfig {
  return {
    bucket: 'wardgraph-local-audit',
    digestKey: env.WARDGRAPH_DIGEST_KEY || 'alias/wardgraph-digest',
    digestKeyBefore: env.WARDGRAPH_DIGEST_KEY_BEFORE || null,
  }
}

/** Opens the home folder's deployment for one piece of work. */
export function withInstance<T>(env: NodeJS.ProcessEnv, work: (instance: Instance) => Promise<T>): Promise<T> {
  return within(openInstance(env), work)
}

/** The same of tables that are made now if they are not there, also where a restore was stopped. */
export function withTables<T>(env: NodeJS.ProcessEnv, work: (instance: Instance) => Promise<T>): Promise<T> {
  return within(openInstance(env, { ready: provide }), work)
}
