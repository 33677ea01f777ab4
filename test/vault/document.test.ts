import { createHash } from 'node:crypto'
import { type DocumentOf, openDocument, sealDocument, type VaultError } from '@wardgraph/vault'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clinic, permitFor } from './fixture.ts'

const MIB = 1024 * 1024
const HEAD = 43
const CHUNK = MIB + 16
const CLASS = { name: 'CLINICAL', id: 7 }

async function* once(...items: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* items
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const one of stream) all.push(one)
  return Buffer.concat(all)
}

/** The same bytes for the same seed. */
function bytesOf(seed: string, length: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(seed).digest()
}

/** Bytes cut where it is said. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return ends.slice(1).map((end, i) => bytes.subarray(ends[i], end))
}

async function archive() {
  const made = await clinic()
  const of: DocumentOf = { ...made.of, class: CLASS }
  const seal = (bytes: Uint8Array, change: Partial<DocumentOf> = {}) =>
    whole(sealDocument({ ...of, ...change }, once(bytes)))
  const open = (sealed: Uint8Array, change: Partial<Parameters<typeof openDocument>[0]> = {}) =>
    whole(openDocument({ ...of, permit: made.permit, ...change }, once(sealed)))
  return { ...made, of, seal, open }
}

const refused = (code: VaultError['code']) => expect.objectContaining({ code })

describe('a sealed document', async () => {
  const { of, seal, open, permit, tenant, patient, id, keys } = await archive()
  const three = bytesOf('three', 2 * MIB + 5)
  const sealed = await seal(three)
  const chunks = [0, 1, 2].map((n) => sealed.subarray(HEAD + n * CHUNK, HEAD + (n + 1) * CHUNK))
  const [first = three, second = three, last = three] = chunks
  const head = sealed.subarray(0, HEAD)

  test.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])(
    'of %i bytes opens, 43 bytes and 16 a chunk longer',
    async (length) => {
      const bytes = bytesOf('any', length)
      const made = await seal(bytes)
      expect(made.length).toBe(HEAD + length + 16 * Math.max(1, Math.ceil(length / MIB)))
      expect((await open(made)).equals(bytes)).toBe(true)
    },
  )

  test('is the same however its bytes come, sealed and opened', async () => {
    const places = fc.array(fc.nat(), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(places, places, async (before, after) => {
        const made = await whole(sealDocument(of, once(...cutAt(three, before))))
        expect(made.length).toBe(sealed.length)
        const opened = await whole(openDocument({ ...of, permit }, once(...cutAt(made, after))))
        expect(opened.equals(three)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  const other = [first.subarray(0, MIB), second]
  test.each([
    ['cut off behind its head', [head]],
    ['cut off behind a chunk', [head, first, second]],
    ['cut off within its last chunk', [sealed.subarray(0, -1)]],
    ['cut off within a tag', [sealed.subarray(0, HEAD + CHUNK + 3)]],
    ['without its first chunk', [head, second, last]],
    ['without a chunk in the middle', [head, first, last]],
    ['with chunks exchanged', [head, second, first, last]],
    ['with a chunk twice', [head, first, first, second, last]],
    ['with its last chunk twice', [sealed, last]],
    ['with a byte behind it', [sealed, Uint8Array.of(0)]],
    ['with a chunk cut into two', [head, ...other, last]],
    ['of nothing', []],
    ['shorter than its head', [sealed.subarray(0, HEAD - 1)]],
  ])('%s is refused', async (_change, pieces) => {
    await expect(open(Buffer.concat(pieces))).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  })

  test('takes no chunk of another document of the same record and the same key', async () => {
    const another = await seal(bytesOf('another', 2 * MIB + 5))
    const theirs = another.subarray(HEAD, HEAD + CHUNK)
    await expect(open(Buffer.concat([head, theirs, second, last]))).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
    const headed = Buffer.concat([another.subarray(0, HEAD), sealed.subarray(HEAD)])
    await expect(open(headed)).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  })

  test('is refused with any bit of its head changed, and any bit of its chunks', async () => {
    const small = await seal(bytesOf('small', 300))
    for (let at = 0; at < small.length; at += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(small)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        await expect(open(changed), `bit ${bit} of byte ${at}`).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
      }
  })

  test('gives nothing of a chunk that is not what was sealed, and nothing behind it', async () => {
    const changed = Buffer.from(sealed)
    changed[HEAD + CHUNK + 100] = (changed[HEAD + CHUNK + 100] ?? 0) ^ 1
    const given: number[] = []
    const read = async () => {
      for await (const bytes of openDocument({ ...of, permit }, once(changed))) given.push(bytes.length)
    }
    await expect(read()).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
    expect(given).toEqual([MIB])
  })

  test('does not open as that of another record, type or class, nor with another subject’s key', async () => {
    const subject = 'b'.repeat(26)
    const { key } = keys.createSubject(subject)
    const names = { tenant, type: of.type, id, patient, classes: ['CLINICAL', 'VISIT'] }
    const strange = [
      { id: 'c'.repeat(26), permit: permitFor({ ...names, id: 'c'.repeat(26) }) },
      { type: 'Patient', permit: permitFor({ ...names, type: 'Patient' }) },
      { class: { name: 'VISIT', id: 6 }, permit: permitFor(names) },
      // A permit for one class, and the number of the other.
      { class: { name: 'VISIT', id: 7 }, permit: permitFor({ ...names, classes: ['VISIT'] }) },
      { key, permit: permitFor({ ...names, patient: subject }) },
    ]
    for (const change of strange) await expect(open(sealed, change)).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
    const away = await archive()
    await expect(away.open(sealed)).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  })

  test('opens under no permit for something else, and then not a byte of it is read', async () => {
    const names = { tenant, type: of.type, id, patient, classes: ['CLINICAL'] }
    for (const change of [
      { tenant: 'other' },
      { type: 'Patient' },
      { id: 'd' },
      { patient: null },
      { classes: ['VISIT'] },
    ]) {
      let read = 0
      const counted = async function* () {
        read += 1
        yield sealed
      }
      const opening = whole(openDocument({ ...of, permit: permitFor({ ...names, ...change }) }, counted()))
      await expect(opening).rejects.toEqual(refused('ERR_VAULT_PERMIT'))
      expect(read).toBe(0)
    }
  })

  test('needs a class that there can be', async () => {
    for (const classId of [0, 256, 1.5, Number.NaN])
      await expect(seal(three, { class: { name: 'CLINICAL', id: classId } })).rejects.toEqual(
        refused('ERR_VAULT_INPUT'),
      )
  })

  test('is what came, though its source reads into one buffer again and again', async () => {
    for (const size of [65_536, MIB, MIB + 1]) {
      const buffer = Buffer.alloc(size)
      const source = async function* (bytes: Uint8Array) {
        for (let at = 0; at < bytes.length; at += size) {
          const part = bytes.subarray(at, at + size)
          buffer.set(part)
          yield buffer.subarray(0, part.length)
        }
      }
      const made = await whole(sealDocument(of, source(three)))
      expect((await open(made)).equals(three)).toBe(true)
      expect((await whole(openDocument({ ...of, permit }, source(made)))).equals(three)).toBe(true)
    }
  })

  test('opens under the class that was permitted, whatever becomes of what it was asked with', async () => {
    const asked = {
      ...of,
      class: { name: 'VISIT', id: 6 },
      permit: permitFor({ tenant, type: of.type, id, patient, classes: ['VISIT'] }),
    }
    const source = async function* () {
      asked.class = CLASS
      yield sealed
    }
    await expect(whole(openDocument(asked, source()))).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  })

  const long = process.env.WARDGRAPH_LONG === '1'
  test(`of ${long ? 500 : 50} MB is never in memory: what was read and is not yet given is two chunks at most`, async () => {
    const item = bytesOf('item', 64 * 1024)
    const items = ((long ? 500 : 50) * 1_000_000) / item.length
    const [asked, opened] = [createHash('sha256'), createHash('sha256')]
    let waiting = 0
    let most = 0
    const source = async function* () {
      for (let n = 0; n < items; n += 1) {
        asked.update(item)
        waiting += item.length
        most = Math.max(most, waiting)
        yield item
      }
    }
    for await (const bytes of openDocument({ ...of, permit }, sealDocument(of, source()))) {
      opened.update(bytes)
      waiting -= bytes.length
    }
    expect(waiting).toBe(0)
    expect(most).toBeLessThanOrEqual(2 * MIB + 2 * item.length)
    expect(opened.digest('hex')).toBe(asked.digest('hex'))
  })
})
