import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { readPolicy } from '@wardgraph/access'
import { createLanes } from '@wardgraph/audit'
import {
  createTables,
  dumpTable,
  dumpTables,
  dynamoTable,
  scanTable,
  type TableName,
  tableIdentity,
  tableNames,
} from '@wardgraph/records'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { createVault, ensureKmsKey, kmsKeyProvider, kmsSigner, type Signer } from '@wardgraph/vault'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import manifest from '../package.json' with { type: 'json' }
import type { Config, DirectoryConfig, SignerConfig } from './config.ts'
import { environmentCredentials } from './environmentCredentials.ts'
import type { Directory } from './members.ts'
import type { Services } from './services.ts'

/** Each AWS request is given up after this long, and tried three times in all. */
export const CLIENT = {
  requestHandler: { requestTimeout: 2_000, connectionTimeout: 1_000, throwOnRequestTimeout: true },
  maxAttempts: 3,
}
/** The same of a function, with the credentials that it was given. */
export const LAMBDA_CLIENT = { ...CLIENT, credentials: environmentCredentials }
/** Who is asking: an operator, whose credentials the SDK finds, or a function. */
export type ClientOptions = typeof CLIENT | typeof LAMBDA_CLIENT

/** The services of a deployment for whoever acts for all tenants: AWS through the SDK, wherever its environment says AWS is. */
export function compose(config: Config, options: ClientOptions = CLIENT): Services {
  return { ...besideData(config), ...composeDirectory(config, options), within: (_tenant, work) => work() }
}

/** The tables, keys and clock alone. */
export function composeDirectory(config: DirectoryConfig, options: ClientOptions = CLIENT): Directory {
  const client = new DynamoDBClient(options)
  const kms = new KMSClient(options)
  return {
    table: dynamoTable({ client, names: tableNames(config.tables) }),
    vault: createVault({
      provider: kmsKeyProvider({ client: kms, keyIds: config.envelopeKeys }),
      deployment: config.deployment,
      keysTable: tableIdentity(client, tableNames(config.tables).keys),
    }),
    now: Date.now,
  }
}

/** What services are made of beside the tables and keys. */
export function besideData(config: Config): Omit<Services, 'table' | 'vault' | 'within'> {
  return {
    policy: readPolicy(plan),
    lanes: createLanes(),
    verify: tokenVerifier(config),
    introspection: config.introspection,
    origins: config.origins,
    code: manifest.version,
    now: Date.now,
  }
}

/** Makes the tables and keys of a configuration that are not there yet: for local use, stages are deployed. */
export async function provision(config: Config, { digestKey }: Pick<SignerConfig, 'digestKey'>): Promise<void> {
  const client = new DynamoDBClient(CLIENT)
  const kms = new KMSClient(CLIENT)
  await createTables({ client, names: tableNames(config.tables) })
  for (const keyId of config.envelopeKeys) await ensureKmsKey({ client: kms, keyId, use: 'envelope' })
  await ensureKmsKey({ client: kms, keyId: digestKey, use: 'digest' })
}

/** KMS keys that sign audit digests: the one that signs, and the one that it replaces. */
export function kmsSigners(
  of: Pick<SignerConfig, 'digestKey' | 'digestKeyBefore'>,
  options: ClientOptions = CLIENT,
): {
  readonly signer: Signer
  readonly before: Signer | undefined
} {
  const client = new KMSClient(options)
  const signerOf = (keyId: string) => kmsSigner({ client, keyId })
  return {
    signer: signerOf(of.digestKey),
    before: of.digestKeyBefore === null ? undefined : signerOf(of.digestKeyBefore),
  }
}

/** Every row of one table, of whichever tenant, in no order. */
export function scan(config: Config, table: TableName, options: ClientOptions = CLIENT): ReturnType<typeof scanTable> {
  return scanTable({ client: new DynamoDBClient(options), name: tableNames(config.tables)[table] })
}

/** Every stored row as DynamoDB JSON, for looking at the bytes of a local deployment. */
export function dump(config: Config): ReturnType<typeof dumpTables> {
  return dumpTables({ client: new DynamoDBClient(CLIENT), names: tableNames(config.tables) })
}

/** The same of one table, in no order, without all of it in memory. */
export function dumpRows(config: Config, table: TableName): ReturnType<typeof dumpTable> {
  return dumpTable({ client: new DynamoDBClient(CLIENT), name: tableNames(config.tables)[table], table })
}

/** Verifies access tokens of the user pool. */
export function tokenVerifier(config: Pick<Config, 'userPoolId' | 'clientId' | 'jwks'>): Services['verify'] {
  const { userPoolId, clientId, jwks } = config
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  if (jwks === null) return (token) => verifier.verify(token)
  // With the keys at hand nothing is fetched: a token that names another key is refused, not looked up.
  verifier.cacheJwks(JSON.parse(jwks))
  return async (token) => verifier.verifySync(token)
}
