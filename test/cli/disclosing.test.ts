import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test, vi } from 'vitest'
import { discloseFrom } from '../../packages/cli/src/auditReaders.ts'
import { chartOf } from '../api/disclosures.fixture.ts'
import { streamedWard } from './disclosing.fixture.ts'

const chain = 'c'.repeat(26)

test('a table that was made without a stream, or is another DynamoDB’s, makes no disclosures', async () => {
  const { aws, client, services } = await streamedWard()
  await client.send(
    new CreateTableCommand({
      TableName: 'old-audit',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  )
  for (const table of ['old-audit', 'elsewhere']) expect(discloseFrom(aws, { services, table })).toBeUndefined()
})

test('the stream of the audit table becomes disclosures, past a forged record, which is said to be given up', async () => {
  const made = await streamedWard()
  const { ada, doctor, nurse, north, forge, logOf } = made
  const words = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const source = discloseFrom(made.aws, { services: made.services, table: made.audit })
  await made.query(doctor, chartOf(ada))
  await forge({ pk: `${north.tenant}#A#${chain}`, sk: '0000000001', r: '{}', m: new Uint8Array(35) })
  await made.query(nurse, chartOf(ada))
  await source?.drain()
  const said = words.mock.calls.map(([text]) => String(text)).join('')
  words.mockRestore()
  expect((await logOf(ada)).map(({ d }) => JSON.parse(String(d)).role)).toEqual(['DOCTOR', 'NURSE'])
  expect(said).toMatch(
    /^DISCLOSURES: change \d+ to \d+ of the audit table is in nobody's disclosures: RetryAttemptsExhausted\.$/m,
  )
})

test('what cannot be written waits, and is written when the table answers again', async () => {
  const made = await streamedWard()
  const { ada, doctor, aws, logOf } = made
  const source = discloseFrom(aws, { services: made.services, table: made.audit })
  await made.query(doctor, chartOf(ada))
  aws.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', kind: 'refuse' })
  const words = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await expect(source?.drain()).rejects.toThrow('not written yet')
  words.mockRestore()
  aws.faults.clear()
  expect(await logOf(ada)).toEqual([])
  await source?.drain()
  expect(await logOf(ada)).toHaveLength(1)
})
