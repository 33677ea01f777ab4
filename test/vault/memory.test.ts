import { fork } from 'node:child_process'
import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Row } from '@wardgraph/vault'
import { expect, type TestContext, test } from 'vitest'
import { binary } from './fixture.ts'
import type { Secrets, Step } from './memory.child.ts'
import { type Needle, scan } from './memoryScan.ts'

// A key is looked for in pieces: what is freed is overwritten at its beginning first, and half a key is too much.
const piece = 16

function pieces(name: string, bytes: Buffer): Needle[] {
  const count = Math.ceil(bytes.length / piece)
  return Array.from({ length: count }, (_, at) => ({
    name: `${name} ${at + 1}/${count}`,
    bytes: bytes.subarray(at * piece, (at + 1) * piece),
  }))
}

function halves(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  const one = randomBytes(bytes.length)
  return [one, bytes.map((byte, at) => byte ^ (one[at] ?? 0))]
}

/** Random roots and texts, as the child is given them and as they are looked for. */
function make() {
  const roots = [randomBytes(32), randomBytes(32), randomBytes(32)]
  const letters = () => Buffer.from(randomBytes(32).toString('hex'))
  const texts = { family: letters(), phone: letters(), source: letters(), letter: letters() }
  const { family, phone, source, letter } = texts
  const secrets: Secrets = {
    roots: roots.map(halves),
    family: halves(family),
    phone: halves(phone),
    source: halves(source),
    letter: halves(letter),
  }
  const phi = Object.entries(texts).flatMap(([name, text]) => [
    { name, bytes: text },
    { name: `${name} in UTF-16`, bytes: Buffer.from(text.toString(), 'utf16le') },
  ])
  return { roots, secrets, phi }
}

/** The keys that rows keep, by packages/vault/README.md, each with the number of its root. */
function keysOf(roots: readonly Buffer[], rows: readonly Row[]) {
  const keys: { tenants: Needle[]; subjects: Needle[] } = { tenants: [], subjects: [] }
  for (const row of rows) {
    if (row.sk !== 'root#1') continue
    const number = binary(row, 'b')[0] ?? -1
    const root = roots[number] ?? Buffer.alloc(0)
    const tenant = String(row.pk).slice(0, 12)
    const derived = (info: string) => Buffer.from(hkdfSync('sha256', root, '', info, 32))
    keys.tenants.push(...pieces(`${number} root`, root))
    for (const info of ['kek', 'tmac', 'cursor']) keys.tenants.push(...pieces(`${number} ${info}`, derived(info)))
    for (const one of rows) {
      const [of, , , subject] = String(one.pk).split('#')
      if (of !== tenant || one.sk === row.sk) continue
      const name = subject ?? String(one.sk).replace('#1', '')
      const [label, attribute] = subject === undefined ? ['wg.root', 'k'] : ['wg.key', 'k1']
      const key = unwrap(derived('kek'), aad(label, ['test', tenant, name]), binary(one, attribute))
      if (subject === undefined) keys.tenants.push(...pieces(`${number} ${name}`, key))
      else keys.subjects.push(...pieces(`${number} of ${name}`, key))
    }
  }
  return keys
}

/** `label | LP(field)... | LP(version 1)`. */
function aad(label: string, fields: readonly string[]): Buffer {
  const all = [...fields.map((text) => Buffer.from(text)), Buffer.of(0, 1)]
  return Buffer.concat([Buffer.from(label), ...all.flatMap((bytes) => [u32(bytes.length), bytes])])
}

function unwrap(kek: Buffer, aad: Buffer, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(4, 16), { authTagLength: 16 })
  decipher.setAAD(aad)
  decipher.setAuthTag(wrapped.subarray(-16))
  return Buffer.concat([decipher.update(wrapped.subarray(16, -16)), decipher.final()])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A child that takes steps, and what is found in its memory after each; `flags` are V8's. */
function grow({ skip, onTestFinished }: TestContext, flags: readonly string[]) {
  skip(!existsSync('/proc/self/mem'), 'there is no /proc/self/mem: this is not Linux')
  const child = fork(new URL('memory.child.ts', import.meta.url), {
    execArgv: ['--expose-gc', ...flags],
    serialization: 'advanced',
  })
  onTestFinished(() => void child.kill())
  return {
    async take(asked: Step): Promise<readonly Row[]> {
      child.send(asked)
      const ended = once(child, 'exit').then(() => Promise.reject(new Error('the child ended')))
      const [rows] = await Promise.race([once(child, 'message'), ended])
      return rows
    },
    found: (needles: readonly Needle[]) =>
      scan(child.pid ?? 0, needles)
        .map(({ name, mapping }) => `${name} ${mapping}`)
        .sort(),
  }
}

test('an open vault has a key once, in its KeyObject; a vault that was let go of has none', async (context) => {
  const { roots, secrets } = make()
  const { take, found } = grow(context, [])
  const keys = keysOf(roots, await take({ step: 'work', secrets }))
  expect(found(keys.tenants)).toEqual(keys.tenants.map(({ name }) => `${name} [heap]`).sort())
  const opened = found(keys.subjects)
  expect(opened).toContain('1 of staff 1/4 [heap]')
  expect(opened).toEqual([...new Set(opened)])

  await take({ step: 'drop', secrets })
  expect(found([...keys.tenants, ...keys.subjects])).toEqual([])

  await take({ step: 'leak', secrets })
  expect(found(keys.tenants)).toEqual(['0 root 1/2 [heap]', '0 root 2/2 [heap]'])
})

// V8 does not clear what it frees unless it is told to: without the flag dead strings stay readable until their pages are
// used again (packages/vault/README.md, "What stays in memory"). With it, what is found is alive, or was freed by Node: zlib
// frees the window of a part that it has deflated or inflated as it is, in the malloc heap, and ICU what it normalised.
test('requests leave no text that they wrote or read, where V8 clears what it frees, but in what zlib and ICU have freed', async (context) => {
  const { secrets, phi } = make()
  const { take, found } = grow(context, ['--clear-free-memory', '--max-semi-space-size=1'])
  await take({ step: 'work', secrets })
  await take({ step: 'reuse', secrets })
  const left = found(phi)
  expect(left.filter((one) => !one.endsWith(' [heap]') || one.startsWith('letter'))).toEqual([])
  for (const one of left) expect([one, left.filter((other) => other === one).length <= 2]).toEqual([one, true])

  await take({ step: 'leak', secrets })
  expect(found(phi)).toEqual(expect.arrayContaining(['family anonymous', 'phone in UTF-16 [heap]']))
})
