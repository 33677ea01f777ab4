import { createVault, memoryKeyProvider } from '@wardgraph/vault'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clinic, openHanded } from './fixture.ts'

const aad = 'ann|Query.patients|{}'

describe('a cursor', () => {
  test('opens to the place it was sealed for and shows nothing of it', async () => {
    const { keys } = await clinic()
    const place = fc.string({ unit: 'grapheme', maxLength: 100 })
    fc.assert(
      fc.property(place, fc.string(), (plaintext, bound) => {
        const text = keys.sealCursor(plaintext, bound)
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(keys.openCursor(text, bound)).toBe(plaintext)
      }),
    )
    expect(Buffer.from(keys.sealCursor('R#ob#canary', aad), 'base64url').includes('canary')).toBe(false)
  })

  test('does not open for another caller or other arguments', async () => {
    const { keys } = await clinic()
    expect(keys.openCursor(keys.sealCursor('place', aad), 'bob|Query.patients|{}')).toBeUndefined()
  })

  test('does not open in another tenant or deployment, even with the same root', async () => {
    const provider = openHanded(Buffer.alloc(32, 7))
    const keysIn = async (deployment: string, tenant: string) =>
      (await createVault({ keysTable: async () => 'keys', provider, deployment }).createTenant(tenant)).keys
    const text = (await keysIn('one', 'clinicclinic')).sealCursor('place', aad)
    expect((await keysIn('one', 'clinicclinic')).openCursor(text, aad)).toBe('place')
    expect((await keysIn('one', 'otherotherot')).openCursor(text, aad)).toBeUndefined()
    expect((await keysIn('two', 'clinicclinic')).openCursor(text, aad)).toBeUndefined()
  })

  test('with any character changed, cut, appended or spelt otherwise does not open', async () => {
    const { keys } = await createVault({
      keysTable: async () => 'keys',
      provider: memoryKeyProvider(),
      deployment: 'test',
    }).createTenant('clinicclinic')
    const text = keys.sealCursor('place', aad)
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A'
      expect(keys.openCursor(text.slice(0, at) + other + text.slice(at + 1), aad)).toBeUndefined()
      expect(keys.openCursor(text.slice(0, at), aad)).toBeUndefined()
    }
    for (const spelt of [`${text}=`, `${text}\n`, ` ${text}`, `${text}A`, text.repeat(100), '', 'UQ', 'é']) {
      expect(keys.openCursor(spelt, aad)).toBeUndefined()
    }
  })

  test('is refused at sealing when it would be longer than a URL bears', async () => {
    const { keys } = await clinic()
    expect(() => keys.sealCursor('x'.repeat(2_000), aad)).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
  })
})
