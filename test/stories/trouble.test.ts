import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLocalAws } from '@wardgraph/local-aws'
import { expect, test } from 'vitest'
import { dev, newHome, post, tokenOf, wardgraph } from '../fixtures/product.ts'

const DEAD = 'http://127.0.0.1:1'

test('a command whose services do not answer says so and ends with 3', async () => {
  for (const name of ['AWS_ENDPOINT_URL_KMS', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_S3']) {
    const { home, remove } = newHome()
    const said = await wardgraph(['users'], { home, env: { [name]: DEAD } })
    expect(said).toEqual({
      code: 3,
      stdout: '',
      stderr: 'UNAVAILABLE: DynamoDB, KMS or S3 does not answer as it should.\n',
    })
    expect((await wardgraph(['users'], { home })).code).toBe(0)
    remove()
  }
})

test('a server that cannot plant its demonstration ends with 3, and plants it when it is started again', async () => {
  const { home, remove } = newHome()
  const aws = await startLocalAws({ folder: undefined })
  const { dynamodb = '', kms = '' } = aws.endpoints
  const env = { PORT: '0', AWS_ENDPOINT_URL_DYNAMODB: dynamodb, AWS_ENDPOINT_URL_KMS: kms }
  await wardgraph(['users'], { home, env })
  aws.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', kind: 'refuse', nth: 8 })
  const said = await wardgraph(['dev'], { home, env })
  expect([said.code, said.stderr]).toEqual([3, expect.stringMatching(/\nUNAVAILABLE: .*\n$/)])
  expect(said.stdout).not.toContain('ready')
  const server = await dev({ home, env })
  expect(JSON.parse((await wardgraph(['users', '--json'], { home, env })).stdout)).toHaveLength(14)
  expect(await server.stop('SIGTERM')).toBe(0)
  remove()
  await aws.close()
})

test('a folder that another version made is refused in one line, and not touched', async () => {
  const { home, remove } = newHome()
  await wardgraph(['users'], { home })
  const file = join(home, 'settings.json')
  const { format: _, ...older } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(older))
  const said = await wardgraph(['dev'], { home, env: { PORT: '0' } })
  expect(said).toEqual({
    code: 3,
    stdout: '',
    stderr: 'FOLDER_OUTDATED: another version made this home folder; remove it, or set WARDGRAPH_HOME.\n',
  })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(older)
  remove()
})

test('without STS a server serves no data, while commands act for all tenants as before', async () => {
  const { home, remove } = newHome()
  const server = await dev({ home, env: { AWS_ENDPOINT_URL_STS: DEAD } })
  const token = await tokenOf(home, 'doctor-northside')
  const { status, body } = await post(server.url, { token, query: '{ me { role } }' })
  expect([status, body.errors[0].extensions.code, body.data]).toEqual([503, 'AUDIT_UNAVAILABLE', undefined])
  expect(await server.stop('SIGTERM')).toBe(0)
  remove()
})
