import { DynamoDBClient, ListTablesCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { addUser, compose, ensureDeployment, provision, provisionArchive, provisionDocuments } from '@wardgraph/api'
import { startLocalAws } from '@wardgraph/local-aws'
import { tableNames } from '@wardgraph/records'
import { vi } from 'vitest'

const KEYS = { envelope: 'alias/wardgraph-blue-envelope', digest: 'alias/wardgraph-blue-digest' }
const DOCUMENTS = { documents: 'blue-documents' }
const ARCHIVE = { bucket: 'blue-audit', digestKey: KEYS.digest, digestKeyBefore: null }

/** A stage called blue as a deploy leaves it, at endpoints that stand for AWS: prepared, with a reviewer of north. */
export async function stageOf() {
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 'kms', 's3', 'sts'] })
  const where = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_ENDPOINT_URL_DYNAMODB: aws.endpoints.dynamodb,
    AWS_ENDPOINT_URL_KMS: aws.endpoints.kms,
    AWS_ENDPOINT_URL_S3: aws.endpoints.s3,
  }
  for (const [name, value] of Object.entries(where)) vi.stubEnv(name, value)
  const config = {
    deployment: 'wardgraph-blue',
    tables: 'wardgraph-blue',
    envelopeKeys: [KEYS.envelope] as const,
    userPoolId: 'us-east-1_Blue',
    clientId: 'blue',
    jwks: '{"keys":[]}',
    introspection: false,
    origins: null,
  }
  await provision(config, ARCHIVE)
  await provisionArchive(ARCHIVE)
  await provisionDocuments(DOCUMENTS)
  const services = compose(config)
  await ensureDeployment(services)
  await addUser(services, { username: 'pia', tenant: 'north', role: 'PRIVACY' })
  const client = new DynamoDBClient({})
  const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId: KEYS.envelope }))
  return {
    /** What whoever operates it sets, beside credentials. */
    env: {
      ...where,
      WARDGRAPH_STAGE: 'blue',
      WARDGRAPH_DEPLOYMENT: 'wardgraph-blue',
      WARDGRAPH_TABLES: 'wardgraph-blue',
      WARDGRAPH_ENVELOPE_KEY: KEYS.envelope,
      WARDGRAPH_AUDIT_BUCKET: ARCHIVE.bucket,
      WARDGRAPH_DOCUMENTS: DOCUMENTS.documents,
      WARDGRAPH_DIGEST_KEY: KEYS.digest,
    },
    /** Another name of the envelope key. */
    envelopeArn: KeyMetadata?.Arn,
    tables: async () => (await client.send(new ListTablesCommand({}))).TableNames,
    /** Every row in new tables, as a recovery makes them. */
    async recover(tables: string): Promise<void> {
      await provision({ ...config, tables }, ARCHIVE)
      const [from, to] = [tableNames(config.tables), tableNames(tables)]
      for (const name of ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'] as const)
        for await (const { Items = [] } of paginateScan({ client }, { TableName: from[name] }))
          for (const Item of Items) await client.send(new PutItemCommand({ TableName: to[name], Item }))
    },
    async close() {
      vi.unstubAllEnvs()
      await aws.close()
    },
  }
}
