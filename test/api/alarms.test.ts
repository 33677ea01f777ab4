import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KMSClient } from '@aws-sdk/client-kms'
import { createHandler } from '@wardgraph/api'
import { createVault, kmsKeyProvider, type Row } from '@wardgraph/vault'
import { afterEach, expect, test, vi } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { auditable, send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { signed } from './signer.fixture.ts'

const said: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
  said.push(String(line))
  return true
})
afterEach(() => said.splice(0))

test('a digest that states damage is an alarm, once', async () => {
  const at = await signed()
  for (let n = 0; n < 3; n += 1) await at.reads(1)
  await at.sign()
  expect(said).toEqual([])
  await at.reads(1)
  const row: Row = at.records().at(-1)?.row ?? {}
  await at.memory.transact([{ do: 'put', table: 'audit', row: { ...row, r: `${row.r} ` } }], {
    token: crypto.randomUUID(),
  })
  expect((await at.sign()).anomalies).toBeGreaterThan(0)
  expect(said).toEqual(['{"level":"alarm","code":"AUDIT_ANOMALY"}\n'])
  expect((await at.sign()).anomalies).toBe(0)
  expect(said).toHaveLength(1)
})

const BROKEN = '{"level":"alarm","code":"BREAK_GLASS"}\n'

test('an emergency that has begun is an alarm that names nobody; one that has not, or that ends, is none', async () => {
  const { through, stop } = auditable()
  const made = await ward({ through })
  const { north, ben, join } = made
  const fay = await join(north, { username: 'fay', role: 'DOCTOR' })
  const input = { patient: ben, reason: 'Unconscious in the hall', idempotencyKey: 'once' }
  expect((await act(made, fay, 'breakGlass', { ...input, reason: ' ' }, 'until')).code).toBe('BAD_USER_INPUT')
  expect((await act(made, made.admin, 'breakGlass', input, 'until')).code).toBe('FORBIDDEN')
  expect(said).toEqual([])
  expect((await act(made, fay, 'breakGlass', input, 'until')).code).toBe('OK')
  expect(said).toEqual([BROKEN])
  // The same wish again begins nothing.
  expect((await act(made, fay, 'breakGlass', input, 'until')).code).toBe('OK')
  expect((await act(made, fay, 'endBreakGlass', { patient: ben }, 'done')).code).toBe('OK')
  expect(said).toEqual([BROKEN])
  stop()
  const again = { ...input, idempotencyKey: 'again' }
  expect((await act(made, fay, 'breakGlass', again, 'until')).code).toBe('AUDIT_UNAVAILABLE')
  expect(said.filter((line) => line === BROKEN)).toHaveLength(1)
})

/** Answers each call as KMS does to whom a policy denies it, in AWS's words, which name roles and keys. */
async function denying() {
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
    const Message = 'User: arn:aws:sts::123456789012:assumed-role/api is not authorized to perform: kms:Decrypt'
    response.end(JSON.stringify({ __type: 'AccessDeniedException', Message }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo // of a server on a port
  const client = new KMSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  })
  return { client, close: () => server.close() }
}

test('a log line tells that KMS denies a key, by the name of the error and without its words', async () => {
  const { services, doctor } = await ward()
  const { client, close } = await denying()
  const provider = kmsKeyProvider({ client, keyIds: ['alias/test'] })
  const vault = createVault({ provider, deployment: 'test', keysTable: async () => 'keys' })
  const { status } = await send(createHandler({ ...services, vault }), {
    headers: { authorization: `Bearer ${doctor.token}` },
    body: JSON.stringify({ query: '{ me { username } }' }),
    request: 'here',
  })
  close()
  expect(status).toBe(503)
  const causes = ['VaultError/ERR_VAULT_UNAVAILABLE', 'AccessDeniedException']
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { level: 'error', request: 'here', code: 'UNAVAILABLE', causes },
    { level: 'error', request: 'here', code: 'AUDIT_UNAVAILABLE', causes },
  ])
})
