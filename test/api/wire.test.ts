import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsWard } from './faults.fixture.ts'

let made: Awaited<ReturnType<typeof awsWard>>
beforeAll(async () => {
  made = await awsWard()
})
afterAll(() => made.close())

/** The AWS calls of one request, in the order they were made. */
async function calls(ask: ReturnType<typeof made.environment>['ask'], document: string) {
  made.aws.calls.clear()
  const { body } = await ask(made.doctor, { query: document })
  return { body, calls: made.aws.calls.list().map(({ service, operation }) => `${service} ${operation}`) }
}

test('a cold execution environment asks KMS once; a warm request does not', async () => {
  const { ask } = made.environment()
  const chart = `{ patient(id: "${made.ada}") { name { family } observations(first: 20) { nodes { valueQuantity { value } } } } }`
  const cold = await calls(ask, chart)
  expect(cold.body.data.patient.observations.nodes).toHaveLength(3)
  expect(cold.calls.filter((call) => call.startsWith('kms'))).toEqual(['kms Decrypt'])
  const warm = await calls(ask, chart)
  expect(warm.body).toEqual(cold.body)
  expect(warm.calls.sort()).toEqual(['dynamodb BatchGetItem', 'dynamodb Query', 'dynamodb TransactWriteItems'])
})

test('nothing scans', async () => {
  const { ask } = made.environment()
  for (const document of [
    '{ me { role } }',
    '{ patients { nodes { id } } }',
    '{ patients(mrn: "MRN-00012345") { nodes { id } } }',
  ]) {
    const { body, calls: asked } = await calls(ask, document)
    expect(body.errors).toBeUndefined()
    expect(asked).not.toContain('dynamodb Scan')
    expect(asked).toContain('dynamodb TransactWriteItems')
  }
})
