/** What the handler needs to know of its deployment; names arrive as environment variables. */
export interface Config {
  /** Names the deployment in every seal: a row of another deployment does not open. */
  readonly deployment: string
  /** Tables are called `<prefix>-records`, ... */
  readonly tables: string
  /** KMS key ids, ARNs or aliases of the envelope keys: under the first is what is new, the others open what is under them. */
  readonly envelopeKeys: readonly [string, ...string[]]
  readonly userPoolId: string
  readonly clientId: string
  /** The pool's public keys; null: fetched from the pool. */
  readonly jwks: string | null
  /** Whether the schema can be asked for. */
  readonly introspection: boolean
  /** SHA-256 (lower-case hex) of the origin secrets, of which a request must carry one; null: none is asked for. */
  readonly origins: readonly string[] | null
}

const NAMES = {
  deployment: 'WARDGRAPH_DEPLOYMENT',
  tables: 'WARDGRAPH_TABLES',
  envelopeKeys: 'WARDGRAPH_ENVELOPE_KEY',
  userPoolId: 'WARDGRAPH_USER_POOL_ID',
  clientId: 'WARDGRAPH_CLIENT_ID',
  jwks: 'WARDGRAPH_JWKS',
  introspection: 'WARDGRAPH_INTROSPECTION',
  origins: 'WARDGRAPH_ORIGIN_SHA256',
  bucket: 'WARDGRAPH_AUDIT_BUCKET',
  documents: 'WARDGRAPH_DOCUMENTS',
  digestKey: 'WARDGRAPH_DIGEST_KEY',
  digestKeyBefore: 'WARDGRAPH_DIGEST_KEY_BEFORE',
  tenantRole: 'WARDGRAPH_TENANT_ROLE',
} as const

/** What the signer of audit digests needs beside. */
export interface SignerConfig {
  /** The bucket of the archive, with Object Lock and a default retention. */
  readonly bucket: string
  /** KMS key id, ARN or alias of the key that signs digests. */
  readonly digestKey: string
  /** The same of the key that it replaces; null where it replaces none. */
  readonly digestKeyBefore: string | null
}

/** Where parts are that are too large for their rows. */
export interface DocumentsConfig {
  /** The bucket of sealed documents. */
  readonly documents: string
}

/** What the tables and their keys are reached by. */
export type DirectoryConfig = Pick<Config, 'deployment' | 'tables' | 'envelopeKeys'>

/** What a function that acts for tenants needs beside. */
export interface WallConfig {
  /** ARN of the role that it assumes for each, tagged with the tenant's id. */
  readonly tenantRole: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws Error naming the variable that is missing */
function need(env: Environment, name: string): string {
  const value = env[name]
  if (!value) throw new Error(`CONFIG: ${name} is not set`)
  return value
}

/** Reads where the archive is. @throws Error naming the variable that is missing */
export function readArchiveConfig(env: Environment): Pick<SignerConfig, 'bucket'> {
  return { bucket: need(env, NAMES.bucket) }
}

/** Reads where sealed documents are. @throws Error naming the variable that is missing */
export function readDocumentsConfig(env: Environment): DocumentsConfig {
  return { documents: need(env, NAMES.documents) }
}

/** Reads the signer's configuration. @throws Error naming the variable that is missing */
export function readSignerConfig(env: Environment): SignerConfig {
  return {
    ...readArchiveConfig(env),
    digestKey: need(env, NAMES.digestKey),
    digestKeyBefore: env[NAMES.digestKeyBefore] || null,
  }
}

/** Reads what the wall between tenants needs. @throws Error naming the variable that is missing */
export function readWallConfig(env: Environment): WallConfig {
  return { tenantRole: need(env, NAMES.tenantRole) }
}

/** Reads what the tables and their keys are reached by. @throws Error naming the variable that is missing */
export function readDirectoryConfig(env: Environment): DirectoryConfig {
  return {
    deployment: need(env, NAMES.deployment),
    tables: need(env, NAMES.tables),
    envelopeKeys: envelopeKeys(need(env, NAMES.envelopeKeys)),
  }
}

/** Reads the configuration. @throws Error naming the variable that is missing or malformed */
export function readConfig(env: Environment): Config {
  return {
    ...readDirectoryConfig(env),
    userPoolId: need(env, NAMES.userPoolId),
    clientId: need(env, NAMES.clientId),
    jwks: env[NAMES.jwks] || null,
    introspection: env[NAMES.introspection] === 'on',
    origins: originsIn(need(env, NAMES.origins)),
  }
}

/** What `origins` is where no origin secret is asked for: it is written out, and never the default. */
const NO_ORIGIN = 'none'

/** @throws Error where it is neither `none` nor one or two hashes */
function originsIn(text: string): Config['origins'] {
  if (text === NO_ORIGIN) return null
  if (!/^[0-9a-f]{64}(,[0-9a-f]{64})?$/.test(text))
    throw new Error(`CONFIG: ${NAMES.origins} is not ${NO_ORIGIN}, nor one or two SHA-256 in lower-case hex`)
  return text.split(',')
}

/** A list with commas. */
export function envelopeKeys(text: string): Config['envelopeKeys'] {
  const [first = '', ...others] = text.split(',').map((name) => name.trim())
  return [first, ...others]
}

/** The signer's configuration as environment variables. */
export function signerVariables({ bucket, digestKey, digestKeyBefore }: SignerConfig): Record<string, string> {
  return {
    [NAMES.bucket]: bucket,
    [NAMES.digestKey]: digestKey,
    ...(digestKeyBefore === null ? {} : { [NAMES.digestKeyBefore]: digestKeyBefore }),
  }
}

/** Where sealed documents are, as environment variables. */
export function documentsVariables({ documents }: DocumentsConfig): Record<string, string> {
  return { [NAMES.documents]: documents }
}

/** What the wall needs as environment variables. */
export function wallVariables({ tenantRole }: WallConfig): Record<string, string> {
  return { [NAMES.tenantRole]: tenantRole }
}

/** The same configuration as environment variables. */
export function configVariables(config: Config): Record<string, string> {
  return {
    [NAMES.deployment]: config.deployment,
    [NAMES.tables]: config.tables,
    [NAMES.envelopeKeys]: config.envelopeKeys.join(','),
    [NAMES.userPoolId]: config.userPoolId,
    [NAMES.clientId]: config.clientId,
    ...(config.jwks === null ? {} : { [NAMES.jwks]: config.jwks }),
    [NAMES.introspection]: config.introspection ? 'on' : 'off',
    [NAMES.origins]: config.origins?.join(',') ?? NO_ORIGIN,
  }
}
