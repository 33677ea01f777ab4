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
}

const NAMES = {
  deployment: 'WARDGRAPH_DEPLOYMENT',
  tables: 'WARDGRAPH_TABLES',
  envelopeKeys: 'WARDGRAPH_ENVELOPE_KEY',
  userPoolId: 'WARDGRAPH_USER_POOL_ID',
  clientId: 'WARDGRAPH_CLIENT_ID',
  jwks: 'WARDGRAPH_JWKS',
  introspection: 'WARDGRAPH_INTROSPECTION',
  bucket: 'WARDGRAPH_AUDIT_BUCKET',
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

/** Reads the signer's configuration. @throws Error naming the variable that is missing */
export function readSignerConfig(env: Environment): SignerConfig {
  return {
    bucket: need(env, NAMES.bucket),
    digestKey: need(env, NAMES.digestKey),
    digestKeyBefore: env[NAMES.digestKeyBefore] || null,
  }
}

/** Reads what the wall between tenants needs. @throws Error naming the variable that is missing */
export function readWallConfig(env: Environment): WallConfig {
  return { tenantRole: need(env, NAMES.tenantRole) }
}

/** Reads the configuration. @throws Error naming the variable that is missing */
export function readConfig(env: Environment): Config {
  return {
    deployment: need(env, NAMES.deployment),
    tables: need(env, NAMES.tables),
    envelopeKeys: envelopeKeys(need(env, NAMES.envelopeKeys)),
    userPoolId: need(env, NAMES.userPoolId),
    clientId: need(env, NAMES.clientId),
    jwks: env[NAMES.jwks] || null,
    introspection: env[NAMES.introspection] === 'on',
  }
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
  }
}
