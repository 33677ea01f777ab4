import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { STSClient } from '@aws-sdk/client-sts'
import { dynamoTable, tableIdentity, tableNames } from '@wardgraph/records'
import { createVault, kmsKeyProvider } from '@wardgraph/vault'
import { besideData, LAMBDA_CLIENT } from './compose.ts'
import type { Config, WallConfig } from './config.ts'
import type { Services } from './services.ts'
import { type SessionCredentials, tenantSessions } from './tenantSessions.ts'
import { createTenantWall } from './tenantWall.ts'

/**
 * The services of a function that acts for tenants: data is reached as the tenant in force. The function's own role
 * assumes the tenant role and asks what the keys table is called, and has no right to data.
 */
export function composeWalled(config: Config, { tenantRole }: WallConfig, { now = Date.now } = {}): Services {
  const names = tableNames(config.tables)
  const base = new DynamoDBClient(LAMBDA_CLIENT)
  // One for all clients: a session that is renewed goes on with the connections that are there.
  const { requestHandler } = base.config
  const open = (credentials: SessionCredentials) => {
    const client = { ...LAMBDA_CLIENT, requestHandler, credentials }
    return {
      table: dynamoTable({ client: new DynamoDBClient(client), names }),
      provider: kmsKeyProvider({ client: new KMSClient(client), keyIds: config.envelopeKeys }),
    }
  }
  const sts = new STSClient({ ...LAMBDA_CLIENT, requestHandler })
  const wall = createTenantWall(tenantSessions({ role: tenantRole, sts, now, open }))
  const vault = createVault({
    provider: wall.provider,
    deployment: config.deployment,
    keysTable: tableIdentity(base, names.keys),
    now,
  })
  return { ...besideData(config), table: wall.table, vault: wall.vault(vault), within: wall.within }
}
