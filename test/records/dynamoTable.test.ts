import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb'
import { type LocalAws, startLocalAws } from '@wardgraph/local-aws'
import { createTables, dynamoTable, type Table, tableNames } from '@wardgraph/records'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { tableContract } from './table.contract.ts'

let aws: LocalAws
let client: DynamoDBClient
let table: Table
const names = tableNames('test')

beforeAll(async () => {
  aws = await startLocalAws({ folder: undefined })
  client = connect()
  await createTables({ client, names })
})
afterAll(async () => {
  client.destroy()
  await aws.close()
})
beforeEach(() => {
  client.destroy()
  client = connect() // a client that has seen many failures gives up retrying
  table = dynamoTable({ client, names })
  aws.calls.clear()
  vi.spyOn(Math, 'random').mockReturnValue(0) // waits are drawn from zero upwards: draw zero
})
afterEach(() => {
  aws.faults.clear()
  vi.restoreAllMocks()
})

function connect() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new DynamoDBClient({
    endpoint: aws.endpoints.dynamodb ?? '',
    region: 'us-east-1',
    credentials,
    maxAttempts: 3,
  })
}

tableContract('DynamoDB', () => table)

const put = (sk: string) => [{ do: 'put', table: 'records', row: { pk: 'fault', sk }, if: { is: 'absent' } } as const]
const write = (sk: string) => table.transact(put(sk), { token: crypto.randomUUID() })
const there = async (sk: string) => {
  aws.faults.clear()
  return (await table.get([{ table: 'records', pk: 'fault', sk }]))[0] !== undefined
}
const calls = () => aws.calls.list().map(({ operation }) => operation)
const transactions = { service: 'dynamodb', operation: 'TransactWriteItems' } as const

test('keys that DynamoDB leaves over are asked for again, and only those', async () => {
  const keys = Array.from({ length: 40 }, (_, i) => ({ table: 'records' as const, pk: 'over', sk: String(i) }))
  await table.transact(
    keys.map(({ pk, sk }) => ({ do: 'put', table: 'records', row: { pk, sk } })),
    { token: crypto.randomUUID() },
  )
  aws.calls.clear()
  aws.faults.add({ service: 'dynamodb', kind: 'unprocessed', times: 3 })
  expect((await table.get(keys)).map((row) => row?.sk)).toEqual(keys.map(({ sk }) => sk))
  expect(calls()).toEqual(Array.from({ length: 4 }, () => 'BatchGetItem'))
})

test('keys that DynamoDB leaves over for ever are no answer', async () => {
  aws.faults.add({ service: 'dynamodb', kind: 'unprocessed' })
  await expect(table.get([{ table: 'records', pk: 'over', sk: '1' }])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(calls()).toHaveLength(6)
})

test.each(['throttle', 'drop', 'lose'] as const)('one %s is made good by asking again', async (kind) => {
  await write(`read ${kind}`)
  aws.faults.add({ service: 'dynamodb', kind, nth: 1 })
  expect(await table.get([{ table: 'records', pk: 'fault', sk: `read ${kind}` }])).toHaveLength(1)
  aws.faults.add({ service: 'dynamodb', kind, nth: 1 })
  expect(await table.query({ table: 'records', pk: 'fault', prefix: `read ${kind}` })).toHaveLength(1)
  aws.faults.add({ service: 'dynamodb', kind, nth: 1 })
  await write(`write ${kind}`)
  expect(calls()).toHaveLength(7)
  expect(await there(`write ${kind}`)).toBe(true)
})

test('a write whose reply is lost after the commit is reported done, and done once', async () => {
  aws.faults.add({ ...transactions, kind: 'lose', times: 2 })
  await write('lost')
  expect(calls()).toEqual(['TransactWriteItems', 'TransactWriteItems', 'TransactWriteItems'])
  await expect(write('lost')).rejects.toMatchObject({ code: 'CONDITION', failed: [0] })
})

test.each(['refuse', 'throttle', 'drop', 'lose'] as const)(
  'reads that always meet %s are UNAVAILABLE',
  async (kind) => {
    aws.faults.add({ service: 'dynamodb', kind })
    await expect(table.get([{ table: 'records', pk: 'a', sk: 'b' }])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(table.query({ table: 'records', pk: 'a' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  },
)

test.each([
  ['refuse', 'UNAVAILABLE', false],
  ['throttle', 'UNKNOWN', false],
  ['drop', 'UNKNOWN', false],
  ['lose', 'UNKNOWN', true],
] as const)('a write that always meets %s is %s', async (kind, code, happened) => {
  aws.faults.add({ ...transactions, kind })
  await expect(write(`always ${kind}`)).rejects.toMatchObject({ code })
  expect(await there(`always ${kind}`)).toBe(happened)
})

test('a write that is refused after a reply was lost may have happened', async () => {
  aws.faults.add({ ...transactions, kind: 'lose', nth: 1 })
  aws.faults.add({ ...transactions, kind: 'refuse', nth: 2 })
  await expect(write('both')).rejects.toMatchObject({ code: 'UNKNOWN' })
  expect(await there('both')).toBe(true)
})

test('a condition that fails when asked again is a failed condition', async () => {
  await write('again')
  aws.faults.add({ ...transactions, kind: 'drop', nth: 1 })
  await expect(write('again')).rejects.toMatchObject({ code: 'CONDITION', failed: [0] })
})

const $metadata = { attempts: 1 }
const conflict = new TransactionCanceledException({
  message: '',
  $metadata,
  CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
})
const underWay = new TransactionInProgressException({ message: '', $metadata })
const denied = new DynamoDBServiceException({ name: 'AccessDeniedException', message: '', $fault: 'client', $metadata })

/** The local service has no conflicts: a client that answers with these, one after the other, the last for ever. */
function answering(...answers: readonly (Error | object)[]) {
  const sent: unknown[] = []
  const send = async ({ input }: { readonly input: { readonly ClientRequestToken: string } }) => {
    const answer = answers[Math.min(sent.push(input.ClientRequestToken), answers.length) - 1]
    if (answer instanceof Error) throw answer
    return answer
  }
  const written = dynamoTable({ client: { send } as unknown as DynamoDBClient, names }).transact(put('a'), {
    token: 't',
  })
  return written.then(
    () => ({ code: 'DONE', sent }),
    ({ code }) => ({ code, sent }),
  )
}

test('a transaction in conflict with another is tried again under its token, not for ever', async () => {
  expect(await answering(conflict, underWay, {})).toEqual({ code: 'DONE', sent: ['t', 't', 't'] })
  expect(await answering(conflict)).toMatchObject({ code: 'UNAVAILABLE', sent: { length: 6 } })
})

test('a transaction that was under way when it was last asked for may still happen', async () => {
  expect(await answering(underWay)).toMatchObject({ code: 'UNKNOWN' })
  expect(await answering(underWay, denied)).toMatchObject({ code: 'UNKNOWN' })
  expect(await answering(denied)).toMatchObject({ code: 'UNAVAILABLE' })
})

test('no message holds a key or a value', async () => {
  aws.faults.add({ ...transactions, kind: 'refuse' })
  await expect(write('secret')).rejects.toMatchObject({ message: 'UNAVAILABLE: the table does not answer' })
})

test('tables that are there are left as they are', async () => {
  await write('kept')
  await createTables({ client, names })
  expect(await there('kept')).toBe(true)
})

test('tables whose making was interrupted are finished the next time', async () => {
  const late = tableNames('late')
  aws.faults.add({ service: 'dynamodb', operation: 'UpdateTimeToLive', kind: 'refuse', nth: 1 })
  await expect(createTables({ client, names: late })).rejects.toThrow()
  await createTables({ client, names: late })
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: late.sessions }))
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'exp' })
  expect(await dynamoTable({ client, names: late }).query({ table: 'audit', pk: 'a' })).toEqual([])
})
