import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createHandler, memoryWall } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import { startLocalAws } from '@wardgraph/local-aws'
import { createTables, dynamoTable, tableNames } from '@wardgraph/records'
import { createVault, type Row } from '@wardgraph/vault'
import { onTestFinished } from 'vitest'
import { send, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const names = tableNames('test')

/** A ward on the local DynamoDB, whose audit table has a stream that nobody reads yet. */
export async function streamedWard() {
  const made = await ward()
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb'] })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const endpoint = aws.endpoints.dynamodb ?? ''
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  onTestFinished(async () => {
    client.destroy()
    await aws.close()
  })
  await createTables({ client, names })
  const table = dynamoTable({ client, names })
  const rows = made.memory.rows()
  const put = (some: typeof rows) =>
    table.transact(
      some.map((one) => ({ do: 'put', ...one })),
      { token: crypto.randomUUID() },
    )
  for (let i = 0; i < rows.length; i += 100) await put(rows.slice(i, i + 100))
  const vault = createVault({ keysTable: async () => 'keys', provider: made.provider, deployment: 'test' })
  const services = memoryWall({ ...made.services, table, vault, lanes: createLanes() })
  const handler = createHandler(services)
  return {
    ...made,
    aws,
    client,
    services,
    audit: names.audit,
    query: (as: User, query: string) =>
      send(handler, { headers: { authorization: `Bearer ${as.token}` }, body: JSON.stringify({ query }) }),
    /** The rows of a patient's disclosures, as they are stored. */
    logOf: (patient: string): Promise<readonly Row[]> =>
      table.query({ table: 'disclosures', pk: `${made.north.tenant}#L#${patient}#${new Date().getUTCFullYear()}` }),
    /** Puts a row into the audit table, whatever it is. */
    forge: (row: Row) => put([{ table: 'audit', row }]),
  }
}
