// The process whose memory test/vault/memory.test.ts searches. It is given what must not be found as two halves to XOR, and
// puts them together only to hand them to the product.
import { createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type KeyProvider, openDocument, type Row, sealDocument } from '@wardgraph/vault'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { permitFor } from './fixture.ts'

type Halves = readonly [Uint8Array, Uint8Array]

/** Tenant roots of 32 bytes in the order of use, and texts in ASCII. */
export interface Secrets {
  readonly roots: readonly Halves[]
  readonly family: Halves
  readonly phone: Halves
  readonly source: Halves
  readonly letter: Halves
}

/** `work` uses a vault and keeps it, `drop` lets go of it, `leak` keeps a root and two texts; each ends with a collection. */
export interface Step {
  readonly step: 'work' | 'reuse' | 'drop' | 'leak'
  readonly secrets: Secrets
}

const birthDate = '1970-03-05'
const FIND = `query Find($family: String!, $birthDate: Date!) {
  patients(family: $family, birthDate: $birthDate, first: 1) { edges { cursor } nodes { name { family } telecom { value } } }
}`
const CONTACT = `mutation Contact($input: UpdatePatientContactInput!) {
  updatePatientContact(input: $input) { patient { version telecom { value } } }
}`

const kept: unknown[] = []

/** In a buffer made before: up to 64 bytes a typed array without one lies in V8's heap, and copies of it stay there. */
function bytesOf([one, other]: Halves): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(one.length))
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (one[at] ?? 0) ^ (other[at] ?? 0)
  return bytes
}

function textOf(halves: Halves): string {
  const bytes = bytesOf(halves)
  const text = Buffer.from(bytes.buffer).toString('latin1')
  bytes.fill(0)
  return text
}

/** Hands out the roots one after the other; a blob is the number of its root. */
function provider({ roots }: Secrets): KeyProvider {
  const root = (number: number | undefined) => bytesOf(roots[number ?? -1] ?? [new Uint8Array(), new Uint8Array()])
  let next = 0
  return {
    async generate() {
      const number = next
      next += 1
      return { key: root(number), blob: Uint8Array.of(number) }
    },
    async decrypt(blob) {
      return root(blob[0])
    },
  }
}

/** A patient is written, found by name twice, changed, and found again. */
async function requests(secrets: Secrets, slabs: Set<unknown>) {
  const made = await ward({ provider: provider(secrets) })
  const patient = await made.write(made.north, {
    type: 'Patient',
    name: `${textOf(secrets.source)} ${textOf(secrets.source)}`,
    content: { name: [{ family: textOf(secrets.family), given: ['Eve'] }], birthDate },
  })
  slabs.add(Buffer.from('-').buffer)
  await treat(made, made.north, { patient, actor: made.dora })
  const telecom = () => [{ system: 'phone', value: `${textOf(secrets.phone)} Ω` }]
  const change = () => ({ patient, expectedVersion: 1, idempotencyKey: 'k', telecom: telecom() })
  for (const [user, document, variables] of [
    [made.doctor, FIND, () => ({ family: textOf(secrets.family), birthDate })],
    [made.doctor, FIND, () => ({ family: textOf(secrets.family), birthDate })],
    [made.support, CONTACT, () => ({ input: change() })],
    [made.doctor, FIND, () => ({ family: textOf(secrets.family), birthDate })],
  ] as const) {
    const { text, body } = await made.query(user, document, { variables: variables() })
    if (body.errors || text.includes('"nodes":[]')) throw new Error('the request was not answered')
    slabs.add(Buffer.from('-').buffer)
  }
  return made
}

type Made = Awaited<ReturnType<typeof requests>>

/** The rows of a hundred more subject keys, made and opened. */
function subjects({ north }: Made): readonly Row[] {
  return Array.from({ length: 100 }, (_, at) => {
    const subject = north.recordId({ system: 'urn:test', type: 'Patient', id: String(at) })
    const { row } = north.createSubject(subject)
    north.openSubject({ subject, row })
    return row
  })
}

async function document(secrets: Secrets, { north }: Made): Promise<void> {
  const patient = north.recordId({ system: 'urn:test', type: 'Patient', id: 'of a document' })
  const { key } = north.createSubject(patient)
  const of = { key, type: 'Observation', id: patient, class: { name: 'CLINICAL', id: 7 } }
  const permit = permitFor({ ...of, tenant: north.tenant, patient, classes: ['CLINICAL'] })
  const content = async function* () {
    const bytes = bytesOf(secrets.letter)
    yield bytes
    bytes.fill(0)
  }
  for await (const bytes of openDocument({ ...of, permit }, sealDocument(of, content()))) bytes.fill(0)
}

/** Has what was freed used again: the young half of V8's heap, and native memory of up to 4 KiB. */
async function reuse(): Promise<void> {
  const key = createSecretKey(randomBytes(32))
  for (let round = 0; round < 3; round += 1) {
    let filling: unknown[] = []
    for (let at = 0; at < 100_000; at += 1) filling.push({ at, text: `${at} and what fills a string` })
    filling = []
    for (let length = 1; length <= 4096; length += 16)
      for (let copy = 0; copy < 20; copy += 1)
        filling.push(createDecipheriv('aes-256-gcm', key, randomBytes(12)).update(new Uint8Array(length)))
    await collect()
  }
}

/** What is finalised after one collection is freed by the next; and old frames below this one are written over. */
async function collect(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    Math.max(...new Uint8Array(50_000))
    globalThis.gc?.()
    await setImmediate()
  }
}

async function take({ step, secrets }: Step): Promise<readonly Row[]> {
  if (step === 'reuse') {
    await reuse()
    return []
  }
  kept.length = 0
  if (step === 'leak')
    kept.push(
      bytesOf(secrets.roots[0] ?? secrets.family),
      textOf(secrets.family),
      Buffer.from(textOf(secrets.phone), 'utf16le'),
    )
  const rows = step === 'work' ? await work(secrets) : []
  await collect()
  return rows
}

async function work(secrets: Secrets): Promise<readonly Row[]> {
  // Whoever keeps a small Buffer keeps the slab of Node's pool that it is cut from, and all that was in it.
  const slabs = new Set<unknown>()
  const made = await requests(secrets, slabs)
  await document(secrets, made)
  const stored = made.memory.rows().flatMap(({ table, row }) => (table === 'keys' ? [row] : []))
  kept.push(made, slabs)
  return [...stored, ...subjects(made)]
}

process.on('message', (asked: Step) => {
  take(asked).then((rows) => process.send?.(rows))
})
