import { verify } from 'node:crypto'
import type { KeyProvider, Signer } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'

const context = { deployment: 'test', tenant: 'clinicclinic', purpose: 'root', version: '1' }
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

/** What every key provider promises. */
export function keyProviderContract(name: string, provider: () => KeyProvider): void {
  describe(`the ${name} key provider`, () => {
    test('makes a new key of 32 bytes each time and opens its blob under the same context', async () => {
      const [one, two] = [await provider().generate(context), await provider().generate(context)]
      expect(one.key).toHaveLength(32)
      expect(Buffer.from(one.key).equals(two.key)).toBe(false)
      const reordered = Object.fromEntries(Object.entries(context).reverse())
      expect(Buffer.from(await provider().decrypt(one.blob, reordered))).toEqual(Buffer.from(one.key))
      expect(Buffer.from(await provider().decrypt(two.blob, context))).toEqual(Buffer.from(two.key))
    })

    test('does not open a blob under another context', async () => {
      const { blob } = await provider().generate(context)
      const { version: _, ...fewer } = context
      for (const other of [{ ...context, tenant: 'otherotherot' }, fewer, { ...context, more: '' }]) {
        await expect(provider().decrypt(blob, other)).rejects.toThrow(integrity)
      }
    })

    test('does not open a blob with a bit changed, or cut', async () => {
      const { blob } = await provider().generate(context)
      for (const at of [0, Math.floor(blob.length / 2), blob.length - 1]) {
        const flipped = Buffer.from(blob)
        flipped[at] = (blob[at] ?? 0) ^ 1
        await expect(provider().decrypt(flipped, context)).rejects.toThrow(integrity)
      }
      await expect(provider().decrypt(blob.subarray(0, blob.length - 1), context)).rejects.toThrow(integrity)
    })
  })
}

/** What every signer promises. */
export function signerContract(name: string, signer: () => Signer): void {
  describe(`the ${name} signer`, () => {
    test('signs bytes of any length so that its PEM public key verifies them, and no others', async () => {
      const publicKey = await signer().publicKey()
      expect(publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
      for (const length of [0, 1, 4096, 100_000]) {
        const bytes = Buffer.alloc(length, 7)
        const signature = await signer().sign(bytes)
        expect(verify('sha256', bytes, { key: publicKey, dsaEncoding: 'der' }, signature)).toBe(true)
        expect(verify('sha256', Buffer.alloc(length + 1), { key: publicKey, dsaEncoding: 'der' }, signature)).toBe(
          false,
        )
      }
    })

    test('has one public key', async () => {
      expect(await signer().publicKey()).toBe(await signer().publicKey())
    })
  })
}
